using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>
/// The Bicep command line on a copy of <c>infra-bicep/</c>. It reads and writes below one temporary folder and needs no
/// network: the modules are all in the repository, and the resource types are in the program.
/// </summary>
public sealed class BicepFixture : IDisposable
{
    public const string ClientId = "01234567-89ab-cdef-0123-456789abcdef";
    public const string TenantId = "fedcba98-7654-3210-fedc-ba9876543210";
    public const string SiteUrl = "https://cameras.springfield.example";

    /// <summary>What only the city knows.</summary>
    private static readonly Dictionary<string, string> CityEnvironment = new() { ["REGISTRY_API_CLIENT_ID"] = ClientId, ["REGISTRY_SITE_URL"] = SiteUrl };

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("bicep-");
    private readonly Dictionary<string, PredictedDeployment> _predictions = [];

    public BicepFixture()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(Source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The copy, where a test may add files of its own.</summary>
    public string Folder => Path.Combine(_home.FullName, "infra-bicep");

    private static string Source => Path.Combine(AzuriteFixture.RepositoryRoot, "infra-bicep");

    private static string Bicep { get; } = typeof(BicepFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "BicepPath").Value!;

    /// <summary>Runs the program in the folder, with what only the city knows in the environment.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(CityEnvironment, arguments);

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Bicep, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What this machine happens to have set must not reach the parameter files.
        foreach (var name in start.Environment.Keys.Where(IsReadByParameterFiles).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = _home.FullName;
        start.Environment["USERPROFILE"] = _home.FullName;
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = Path.Combine(_home.FullName, ".net");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>What a deployment with a parameter file makes, as far as that can be told before it happens.</summary>
    /// <param name="parameterFile">The file's name.</param>
    /// <param name="environment">Variables beside those that only the city knows.</param>
    public async Task<PredictedDeployment> PredictAsync(string parameterFile, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var prediction = string.Join(' ', [parameterFile, .. environment.Select(variable => $"{variable.Name}={variable.Value}")]);
        if (_predictions.TryGetValue(prediction, out var known))
        {
            return known;
        }

        var variables = new Dictionary<string, string>(CityEnvironment);
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        var (exitCode, output, errors) = await RunAsync(
            variables,
            "snapshot", parameterFile, "--mode", "overwrite", "--location", "eastus2",
            "--tenant-id", TenantId, "--subscription-id", "11111111-2222-3333-4444-555555555555");
        Assert.True(exitCode == 0, output + errors);
        await using var stream = File.OpenRead(Path.Combine(Folder, Path.ChangeExtension(parameterFile, "snapshot.json")));
        var snapshot = await JsonSerializer.DeserializeAsync<JsonElement>(stream, cancellationToken: TestContext.Current.CancellationToken);
        return _predictions[prediction] = new PredictedDeployment(snapshot);
    }

    /// <summary>Makes a parameter file from another one, with one text of it replaced.</summary>
    /// <returns>The name of the new file.</returns>
    public async Task<string> ChangeAsync(string parameterFile, string text, string replacement)
    {
        var original = await File.ReadAllTextAsync(Path.Combine(Folder, parameterFile), TestContext.Current.CancellationToken);
        Assert.Contains(text, original, StringComparison.Ordinal);
        var name = $"{Guid.NewGuid():N}.bicepparam";
        await File.WriteAllTextAsync(
            Path.Combine(Folder, name),
            original.Replace(text, replacement, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        return name;
    }

    private static bool IsReadByParameterFiles(string name) =>
        name.StartsWith("REGISTRY_", StringComparison.Ordinal) || name.StartsWith("AZURE_", StringComparison.Ordinal);

    public void Dispose() => _home.Delete(recursive: true);
}
