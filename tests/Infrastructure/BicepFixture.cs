using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessRegistry.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(BicepFixture))]

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>
/// The Bicep command line on a copy of <c>infra-bicep/</c>. It reads and writes below one temporary folder and needs no
/// network: the modules are all in the repository, and the resource types are in the program.
/// </summary>
public sealed partial class BicepFixture : IDisposable
{
    public const string ClientId = "01234567-89ab-cdef-0123-456789abcdef";
    public const string TenantId = "fedcba98-7654-3210-fedc-ba9876543210";
    public const string SiteUrl = "https://cameras.springfield.example";

    /// <summary>The first stage, with nothing but what is required.</summary>
    public const string Dev = "dev.bicepparam";

    /// <summary>The second stage; the snapshot in the repository has everything switched on.</summary>
    public const string Prod = "prod.bicepparam";

    private static readonly IReadOnlyList<(string Name, string Value)> OnlyTheCityKnows =
        [("REGISTRY_API_CLIENT_ID", ClientId), ("REGISTRY_SITE_URL", SiteUrl)];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("bicep-");
    private readonly Lazy<BicepServer> _server;
    private readonly ConcurrentDictionary<string, PredictedDeployment> _predictions = new();

    public BicepFixture()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(Source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _server = new Lazy<BicepServer>(() => new BicepServer(StartOf(Program)));
    }

    /// <summary>The Bicep command line.</summary>
    public static string Program { get; } = typeof(BicepFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "BicepPath").Value!;

    /// <summary>The copy, where a test may add files of its own.</summary>
    public string Folder => Path.Combine(_home.FullName, "infra-bicep");

    private static string Source => Path.Combine(AzuriteFixture.RepositoryRoot, "infra-bicep");

    /// <summary>What the snapshot in the repository says that a deployment makes. That it is still true is a test of its own.</summary>
    public static PredictedDeployment Reviewed(string parameterFile)
    {
        using var snapshot = JsonDocument.Parse(File.ReadAllText(Path.Combine(Source, Path.ChangeExtension(parameterFile, "snapshot.json"))));
        return new PredictedDeployment(snapshot.RootElement.Clone());
    }

    /// <summary>Runs a program in the folder. What this machine happens to have set does not reach it.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = StartOf(program);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Compiles and lints a file.</summary>
    /// <returns>The template, empty where there is none, and what is wrong with it: a line for each rule that is broken.</returns>
    public async Task<(string Template, IReadOnlyList<string> Findings)> CompileAsync(string file)
    {
        var result = await AskAsync("bicep/compile", file);
        return (result.TryGetProperty("contents", out var template) ? template.GetString() ?? "" : "", Findings(result));
    }

    /// <summary>Compiles and lints a parameter file.</summary>
    /// <returns>What is wrong with it.</returns>
    public async Task<IReadOnlyList<string>> CompileParametersAsync(string file) =>
        Findings(await AskAsync("bicep/compileParams", file, new JsonObject { ["parameterOverrides"] = new JsonObject() }));

    /// <summary>A file as Bicep would write it.</summary>
    public async Task<string> FormatAsync(string file) => (await AskAsync("bicep/format", file)).GetProperty("contents").GetString()!;

    /// <summary>What a deployment with a parameter file makes, as far as that can be told before it happens.</summary>
    /// <param name="parameterFile">The file's name.</param>
    /// <param name="environment">Variables beside those that only the city knows.</param>
    public async Task<PredictedDeployment> PredictAsync(string parameterFile, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var question = string.Join(' ', [parameterFile, .. environment.Select(variable => $"{variable.Name}={variable.Value}")]);
        if (_predictions.TryGetValue(question, out var known))
        {
            return known;
        }

        var result = await AskAsync(
            "bicep/getSnapshot",
            await WithEnvironmentAsync(parameterFile, [.. OnlyTheCityKnows, .. environment]),
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["tenantId"] = TenantId,
                    ["subscriptionId"] = "11111111-2222-3333-4444-555555555555",
                    ["location"] = "eastus2",
                },
            });
        using var snapshot = JsonDocument.Parse(result.GetProperty("snapshot").GetString()!);
        return _predictions[question] = new PredictedDeployment(snapshot.RootElement.Clone());
    }

    /// <summary>Makes a parameter file from another one, with one text of it replaced.</summary>
    /// <returns>The name of the new file.</returns>
    public async Task<string> ChangeAsync(string parameterFile, string text, string replacement)
    {
        var original = await ReadAsync(parameterFile);
        Assert.Contains(text, original, StringComparison.Ordinal);
        return await WriteAsync(original.Replace(text, replacement, StringComparison.Ordinal));
    }

    /// <summary>Makes a parameter file that has the values of variables in place of the variables: the server has one environment for all questions.</summary>
    public async Task<string> WithEnvironmentAsync(string parameterFile, IReadOnlyList<(string Name, string Value)> environment) =>
        await WriteAsync(Variable().Replace(await ReadAsync(parameterFile), variable =>
            environment.FirstOrDefault(given => given.Name == variable.Groups["name"].Value) is { Name: not null } given
                ? $"'{given.Value}'"
                : variable.Value));

    private async Task<JsonElement> AskAsync(string method, string file, JsonObject? parameters = null)
    {
        parameters ??= [];
        parameters["path"] = Path.Combine(Folder, file);
        return await _server.Value.AskAsync(method, parameters, TestContext.Current.CancellationToken);
    }

    private static IReadOnlyList<string> Findings(JsonElement result) =>
        [.. result.GetProperty("diagnostics").EnumerateArray().Select(finding =>
            $"{finding.GetProperty("level").GetString()} {finding.GetProperty("code").GetString()}: {finding.GetProperty("message").GetString()}")];

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);

    private async Task<string> WriteAsync(string content)
    {
        var name = $"{Guid.NewGuid():N}.bicepparam";
        await File.WriteAllTextAsync(Path.Combine(Folder, name), content, TestContext.Current.CancellationToken);
        return name;
    }

    private ProcessStartInfo StartOf(string program)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Folder };
        foreach (var name in start.Environment.Keys.Where(IsReadByParameterFiles).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = _home.FullName;
        start.Environment["USERPROFILE"] = _home.FullName;
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = Path.Combine(_home.FullName, ".net");
        return start;
    }

    private static bool IsReadByParameterFiles(string name) =>
        name.StartsWith("REGISTRY_", StringComparison.Ordinal) || name.StartsWith("AZURE_", StringComparison.Ordinal);

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }

        _home.Delete(recursive: true);
    }

    [GeneratedRegex(@"readEnvironmentVariable\('(?<name>\w+)'(, '[^']*')?\)")]
    private static partial Regex Variable();
}
