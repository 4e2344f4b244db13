using System.Text.Json;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>What <c>dotnet publish functions</c> puts together for Azure, as MSBuild evaluates the project; nothing is restored or built.</summary>
public sealed class WorkerBuildTests
{
    private static readonly ExternalTool Dotnet = new("dotnet", "it runs this test");

    [Fact]
    public async Task Publish_WithoutAnyProperty_IsTheWorkerForLinuxWithoutTheLocalHost()
    {
        var evaluated = await EvaluateAsync("-p:_IsPublishing=true");

        Assert.Equal("worker", Property(evaluated, "FunctionsHost"));
        Assert.Equal(("linux-x64", "false", "v4"), (Property(evaluated, "RuntimeIdentifier"), Property(evaluated, "SelfContained"), Property(evaluated, "AzureFunctionsVersion")));
        Assert.Empty(Items(evaluated, "ProjectReference"));
        Assert.DoesNotContain("RepositoryRoot", Items(evaluated, "AssemblyMetadata"));
        Assert.Superset(
            new HashSet<string>
            {
                "Microsoft.Azure.Functions.Worker",
                "Microsoft.Azure.Functions.Worker.Sdk",
                "Microsoft.Azure.Functions.Worker.Extensions.Http",
                "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore",
                "Microsoft.Azure.Functions.Worker.Extensions.Storage.Blobs",
                "Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues",
                "Microsoft.Azure.Functions.Worker.Extensions.Timer",
            },
            Items(evaluated, "PackageReference"));
        var copied = evaluated.GetProperty("Items").GetProperty("None").EnumerateArray()
            .Where(item => item.TryGetProperty("CopyToOutputDirectory", out var copy) && copy.GetString() == "PreserveNewest")
            .Select(item => Path.GetFileName(item.GetProperty("Identity").GetString()!.Replace('\\', '/')));
        Assert.Equal(["city.json", "host.json"], copied.Order());
    }

    private static async Task<JsonElement> EvaluateAsync(string property)
    {
        var project = Path.Combine(AzuriteFixture.RepositoryRoot, "functions", "ServerlessRegistry.Functions.csproj");
        var result = await Dotnet.RunAsync(
            "msbuild", project, property, "-getProperty:FunctionsHost,RuntimeIdentifier,SelfContained,AzureFunctionsVersion", "-getItem:PackageReference,ProjectReference,AssemblyMetadata,None");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return JsonSerializer.Deserialize<JsonElement>(result.Output);
    }

    private static string? Property(JsonElement evaluated, string name) => evaluated.GetProperty("Properties").GetProperty(name).GetString();

    private static HashSet<string> Items(JsonElement evaluated, string name) =>
        [.. evaluated.GetProperty("Items").GetProperty(name).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
}
