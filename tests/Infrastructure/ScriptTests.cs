using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>The scripts of the deployment, which azd and people both run.</summary>
public sealed partial class ScriptTests
{
    private static readonly string Folder = Path.Combine(AzuriteFixture.RepositoryRoot, "infra-bicep", "scripts");

    private static readonly Comparer<KeyValuePair<string, string>> ByName =
        Comparer<KeyValuePair<string, string>>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key));

    [Fact]
    public async Task Keys_MadeTwice_AreThoseOfTheFirstTime()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Dev);
        using var azure = new AzureFolder();

        Assert.Equal(0, (await azure.RunAsync("keys.sh")).ExitCode);
        var keys = azure.Secrets;
        Assert.Equal(0, (await azure.RunAsync("keys.sh")).ExitCode);

        Assert.Equal(deployment.SecretNames.Values.Order(), keys.Keys.Order());
        Assert.Equal(keys.Order(ByName), azure.Secrets.Order(ByName));
        Assert.Equal("k1", KeyRing.Read(deployment.Configuration(keys)).CurrentKeyId);
        Assert.NotNull(ContinuationSeal.Read(deployment.Configuration(keys)));
    }

    [Fact]
    public async Task Keys_OneMissing_MakesThatOneOnlyAndLetsTheAppLook()
    {
        using var azure = new AzureFolder();
        await azure.RunAsync("keys.sh");
        var before = azure.Secrets;
        azure.Remove("search-continuation-key");
        azure.ForgetCalls();

        await azure.RunAsync("keys.sh");

        var after = azure.Secrets;
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.Equal(["search-continuation-key"], after.Keys.Where(name => after[name] != before[name]));
        Assert.Contains(azure.Calls, call => call.Contains("configreferences/appsettings/refresh", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_Made_AreShownNowhereAndTheRightToMakeThemIsGivenBack()
    {
        using var azure = new AzureFolder();

        var (_, output) = await azure.RunAsync("keys.sh");

        Assert.False(azure.HasRole);
        Assert.All(azure.Secrets.Values, key => Assert.DoesNotContain(key, output, StringComparison.Ordinal));
        Assert.All(azure.Secrets.Values, key => Assert.DoesNotContain(azure.Calls, call => call.Contains(key, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keys_VaultThatDoesNotAnswer_GetsNoneAndTheRightIsGivenBack()
    {
        using var azure = new AzureFolder { Answers = false };

        Assert.NotEqual(0, (await azure.RunAsync("keys.sh")).ExitCode);

        Assert.Empty(azure.Secrets);
        Assert.False(azure.HasRole);
    }

    [Fact]
    public async Task MailPassword_Typed_IsTheSecretAndShownNowhere()
    {
        using var azure = new AzureFolder();

        var (exitCode, output) = await azure.RunAsync("keys.sh", "mail", "correct horse\n");

        Assert.Equal(0, exitCode);
        Assert.Equal("correct horse", azure.Secrets["mail-smtp-password"]);
        Assert.DoesNotContain("correct horse", output, StringComparison.Ordinal);
        Assert.DoesNotContain(azure.Calls, call => call.Contains("correct horse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_HostHasNoKeyYet_WaitsAndThenDeploysTheSecondStage()
    {
        using var azure = new AzureFolder();

        var (exitCode, output) = await azure.RunAsync("events.sh");

        Assert.True(exitCode == 0, output);
        Assert.Equal(2, azure.Calls.Count(call => call.StartsWith("functionapp keys list", StringComparison.Ordinal)));
        Assert.All(
            azure.Calls.Where(call => call.StartsWith("functionapp keys list", StringComparison.Ordinal)),
            call => Assert.Contains("--query systemKeys.blobs_extension != null", call, StringComparison.Ordinal));
        Assert.Equal("placardEvents=true", azure.Calls[^1]);
    }

    [Fact]
    public async Task Output_NameInOtherLetterCase_IsFound() =>
        Assert.Equal(
            """{"name":"Springfield"}""",
            await NodeAsync(["output.mjs", "REGISTRY_PROGRAM"], [], """{ "registrY_PROGRAM": { "type": "Object", "value": { "name": "Springfield" } } }"""));

    [Fact]
    public async Task SiteSettings_LeadThePagesToTheApiTheSignInAndTheTiles()
    {
        using var site = new SiteFolder();
        const string api = "https://func-registry.azurewebsites.net";
        const string program = """{"name":"Springfield Cameras","city":"Springfield","contact":{"email":"help@springfield.example","phone":"","url":""}}""";

        await NodeAsync(
            ["site-settings.mjs", site.Path],
            [
                ("REGISTRY_API_URL", api),
                ("REGISTRY_TENANT_ID", BicepFixture.TenantId),
                ("REGISTRY_API_CLIENT_ID", BicepFixture.ClientId),
                ("REGISTRY_PROGRAM", program),
                ("REGISTRY_MAP_TILES", "https://{s}.tiles.springfield.example/{z}/{x}/{y}.png"),
                ("REGISTRY_MAP_ATTRIBUTION", "© Springfield"),
            ]);

        var config = site.Read("config.json");
        Assert.Equal($"{api}/api", config.GetProperty("apiBaseUrl").GetString());
        Assert.Equal(("© Springfield", 19), (config.At("map", "attribution").GetString(), config.At("map", "maxZoom").GetInt32()));
        Assert.Equal((BicepFixture.TenantId, BicepFixture.ClientId), (config.At("signIn", "tenant").GetString(), config.At("signIn", "clientId").GetString()));
        Assert.Equal($"api://{BicepFixture.ClientId}/{Scope()}", config.At("signIn", "scope").GetString());
        Assert.Equal(("Springfield Cameras", "2026-11"), (site.Read("program.json").GetProperty("name").GetString(), site.Read("program.json").GetProperty("termsVersion").GetString()));
        var policy = site.Read("staticwebapp.config.json").At("globalHeaders", "content-security-policy").GetString()!.Split("; ");
        Assert.Contains($"connect-src 'self' {api} https://login.microsoftonline.com", policy);
        Assert.Contains("img-src 'self' blob: https://*.tiles.springfield.example", policy);
        Assert.Equal(site.PolicyBefore.Length, policy.Length);
    }

    [Fact]
    public async Task SiteSettings_NoTiles_AllowsNoImagesFromElsewhere()
    {
        using var site = new SiteFolder();

        await NodeAsync(
            ["site-settings.mjs", site.Path],
            [("REGISTRY_API_URL", "https://api.example"), ("REGISTRY_TENANT_ID", "t"), ("REGISTRY_API_CLIENT_ID", "c"), ("REGISTRY_PROGRAM", "{}")]);

        Assert.Equal("", site.Read("config.json").At("map", "tiles").GetString());
        Assert.Contains("img-src 'self' blob:", site.Read("staticwebapp.config.json").At("globalHeaders", "content-security-policy").GetString()!.Split("; "));
    }

    [Fact]
    public async Task Scripts_NamedByAzdAndTheGuide_AreThereAndReadable()
    {
        var named = new List<string>();
        foreach (var file in (string[])["azure.yaml", "docs/deploy.md", ".github/workflows/deploy.yml", "infra-bicep/scripts/deploy.sh"])
        {
            var text = await File.ReadAllTextAsync(Path.Combine(AzuriteFixture.RepositoryRoot, file), TestContext.Current.CancellationToken);
            named.AddRange(ScriptName().Matches(text).Select(match => match.Groups["name"].Value));
            named.AddRange(Steps().Match(text).Groups["step"].Captures.Select(step => $"{step.Value}.sh"));
        }

        var there = Directory.EnumerateFiles(Folder, "*.sh").Select(file => Path.GetFileName(file)).ToList();

        Assert.Equal([], named.Except(there));
        // Each is named somewhere, except what the others share.
        Assert.Equal(["common.sh"], there.Except(named));
        Assert.Equal(0, (await RunAsync("sh", ["-c", string.Join(" && ", there.Select(script => $"sh -n {script}"))], [], "")).ExitCode);
    }

    /// <summary>The permission of the app registration that the pages ask for.</summary>
    private static string Scope()
    {
        using var registration = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "..", "app-registration.json")));
        return Assert.Single(registration.RootElement.At("api", "oauth2PermissionScopes").EnumerateArray()).GetProperty("value").GetString()!;
    }

    private static async Task<string> NodeAsync(string[] arguments, (string Name, string Value)[] environment, string input = "")
    {
        var (exitCode, output) = await RunAsync("node", arguments, environment, input);
        Assert.True(exitCode == 0, output);
        return output.TrimEnd();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, (string Name, string Value)[] environment, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"infra-bicep/scripts/(?<name>[a-z-]+\.sh)")]
    private static partial Regex ScriptName();

    [GeneratedRegex(@"^for step in( (?<step>[a-z]+))+; do$", RegexOptions.Multiline)]
    private static partial Regex Steps();

    /// <summary>A copy of the files of the pages that a deployment writes into.</summary>
    private sealed class SiteFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("site-");

        public SiteFolder()
        {
            foreach (var name in (string[])["config.json", "program.json", "staticwebapp.config.json"])
            {
                File.Copy(System.IO.Path.Combine(AzuriteFixture.RepositoryRoot, "web", name), System.IO.Path.Combine(Path, name));
            }

            PolicyBefore = Read("staticwebapp.config.json").At("globalHeaders", "content-security-policy").GetString()!.Split("; ");
        }

        public string Path => _folder.FullName;

        public string[] PolicyBefore { get; }

        public JsonElement Read(string name)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(Path, name)));
            return document.RootElement.Clone();
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
