namespace ServerlessRegistry.Tests.Infrastructure;

public sealed class BicepTests(BicepFixture bicep)
{
    [Fact]
    public async Task Compile_Main_BreaksNoRule()
    {
        var (template, findings) = await bicep.CompileAsync("main.bicep");

        Assert.Empty(findings);
        Assert.Contains("subscriptionDeploymentTemplate.json", template, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compile_RuleBroken_IsAnError()
    {
        await File.WriteAllTextAsync(Path.Combine(bicep.Folder, "broken.bicep"), "param unused string\n", TestContext.Current.CancellationToken);

        var (_, findings) = await bicep.CompileAsync("broken.bicep");

        Assert.Contains(findings, finding => finding.StartsWith("Error no-unused-params", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("Error use-description-params", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Format_EachFile_ChangesNothing()
    {
        var source = Path.Combine(AzuriteFixture.RepositoryRoot, "infra-bicep");
        var files = Directory.EnumerateFiles(source, "*.bicep*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam")
            .Select(file => Path.GetRelativePath(source, file))
            .ToList();

        Assert.Contains("main.bicep", files);
        foreach (var file in files)
        {
            var content = await File.ReadAllTextAsync(Path.Combine(source, file), TestContext.Current.CancellationToken);
            Assert.True(content.ReplaceLineEndings("\n") == (await bicep.FormatAsync(file)).ReplaceLineEndings("\n"), $"{file} is not as bicep format writes it.");
        }
    }

    [Fact]
    public async Task Snapshots_InTheRepository_AreWhatTheTemplatesMake()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for a POSIX shell.");

        var (exitCode, output) = await bicep.RunAsync("sh", "scripts/snapshot.sh", BicepFixture.Program, "validate");

        Assert.True(exitCode == 0, $"{output}{Environment.NewLine}If it is meant, run infra-bicep/scripts/snapshot.sh and look at the difference.");
    }

    [Theory]
    [InlineData(BicepFixture.Dev, "REGISTRY_API_CLIENT_ID")]
    [InlineData(BicepFixture.Prod, "REGISTRY_API_CLIENT_ID", "REGISTRY_SITE_URL")]
    public async Task ParameterFile_WithoutWhatOnlyTheCityKnows_NamesWhatIsMissing(string file, params string[] variables)
    {
        var findings = await bicep.CompileParametersAsync(file);

        Assert.All(variables, variable => Assert.Contains(
            findings, finding => finding.StartsWith("Error", StringComparison.Ordinal) && finding.Contains($"\"{variable}\" does not exist", StringComparison.Ordinal)));
    }
}
