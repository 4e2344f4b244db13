namespace ServerlessRegistry.Tests.Infrastructure;

public sealed class BicepTests(BicepFixture bicep) : IClassFixture<BicepFixture>
{
    [Fact]
    public async Task Lint_EveryRule_FindsNothing()
    {
        var (exitCode, output, errors) = await bicep.RunAsync("lint", "main.bicep", "--no-restore");

        Assert.Equal((0, "", ""), (exitCode, output, errors));
    }

    [Fact]
    public async Task Lint_RuleBroken_IsAnError()
    {
        await File.WriteAllTextAsync(Path.Combine(bicep.Folder, "broken.bicep"), "param unused string\n", TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await bicep.RunAsync("lint", "broken.bicep", "--no-restore");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Error no-unused-params", output + errors, StringComparison.Ordinal);
        Assert.Contains("Error use-description-params", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Main_GivesATemplateWithoutAWarning()
    {
        var (exitCode, output, errors) = await bicep.RunAsync("build", "main.bicep", "--no-restore", "--stdout");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("subscriptionDeploymentTemplate.json", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev.bicepparam")]
    [InlineData("prod.bicepparam")]
    public async Task BuildParams_ParameterFile_FitsTheTemplate(string file)
    {
        var (exitCode, output, errors) = await bicep.RunAsync("build-params", file, "--no-restore", "--stdout");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains(BicepFixture.ClientId, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev.bicepparam", "REGISTRY_API_CLIENT_ID")]
    [InlineData("prod.bicepparam", "REGISTRY_API_CLIENT_ID", "REGISTRY_SITE_URL")]
    public async Task BuildParams_WithoutWhatOnlyTheCityKnows_NamesWhatIsMissing(string file, params string[] variables)
    {
        var (exitCode, output, errors) = await bicep.RunAsync(new Dictionary<string, string>(), "build-params", file, "--no-restore", "--stdout");

        Assert.NotEqual(0, exitCode);
        Assert.All(variables, variable => Assert.Contains($"\"{variable}\" does not exist", output + errors, StringComparison.Ordinal));
    }
}
