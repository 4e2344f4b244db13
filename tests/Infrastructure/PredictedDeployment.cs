using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ServerlessRegistry.City;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>The resources that a deployment makes. What only Azure knows, such as the address of an account, is still an expression.</summary>
public sealed partial class PredictedDeployment(JsonElement snapshot)
{
    public const string ManagedIdentityClientId = "76543210-1111-2222-3333-444455556666";

    private const string SampleVault = "kv-registry";

    private static readonly Dictionary<string, string> SampleOutputs = new()
    {
        ["name"] = "registry",
        ["connectionString"] = "InstrumentationKey=00000000-0000-0000-0000-000000000000",
        ["clientId"] = ManagedIdentityClientId,
        ["origin"] = "https://registry.azurestaticapps.net",
    };

    /// <summary>The names and values of the function app's settings, with samples of what only Azure knows.</summary>
    public IReadOnlyDictionary<string, string> AppSettings { get; } =
        Properties(snapshot.GetProperty("predictedResources").EnumerateArray()
                .Single(resource => resource.GetProperty("type").GetString() == "Microsoft.Web/sites/config"))
            .EnumerateObject()
            .ToDictionary(setting => setting.Name, setting => Resolve(setting.Value.GetString()!));

    /// <summary>For each setting that is a reference to the vault, the name of the secret.</summary>
    public IReadOnlyDictionary<string, string> SecretNames =>
        AppSettings
            .Where(setting => ReferenceToSecret().IsMatch(setting.Value))
            .ToDictionary(setting => setting.Key, setting => ReferenceToSecret().Match(setting.Value).Groups["secret"].Value);

    /// <summary>Every resource.</summary>
    public IEnumerable<JsonElement> All => snapshot.GetProperty("predictedResources").EnumerateArray();

    /// <summary>The type and the last part of the name of every resource.</summary>
    public IEnumerable<string> TypesAndNames =>
        All.Select(resource => $"{resource.GetProperty("type").GetString()}/{resource.GetProperty("name").GetString()!.Split('/')[^1]}");

    /// <summary>The resources of a type.</summary>
    public IReadOnlyList<JsonElement> Resources(string type) =>
        [.. snapshot.GetProperty("predictedResources").EnumerateArray().Where(resource => resource.GetProperty("type").GetString() == type)];

    /// <summary>The names of the resources of a type, without those of what they are in.</summary>
    public IReadOnlyList<string> Names(string type) =>
        [.. Resources(type).Select(resource => resource.GetProperty("name").GetString()!.Split('/')[^1])];

    /// <summary>The roles that a principal has: each with the name of the container, or the type of the resource, that it is on.</summary>
    /// <param name="principal">A part of the expression that gives the principal's id.</param>
    public IReadOnlyList<(string Scope, string Role)> RolesOf(string principal) =>
        [.. Resources("Microsoft.Authorization/roleAssignments")
            .Where(assignment => Properties(assignment).GetProperty("principalId").GetString()!.Contains(principal, StringComparison.Ordinal))
            .Select(assignment => (ScopeOf(assignment), Properties(assignment).GetProperty("roleDefinitionId").GetString()!.Split('/')[^1]))];

    /// <summary>The properties of the only resource of a type.</summary>
    public JsonElement Only(string type) => Properties(Assert.Single(Resources(type)));

    /// <summary>The app's configuration in Azure: its settings as environment variables, above the shipped sample of a city.</summary>
    /// <param name="secrets">What the vault holds. A reference to a secret that is not there stays as it is.</param>
    public IConfiguration Configuration(IReadOnlyDictionary<string, string>? secrets = null)
    {
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection(AppSettings.Select(setting => KeyValuePair.Create(
            setting.Key.Replace("__", ":", StringComparison.Ordinal),
            (string?)SecretOr(setting.Value, secrets))));
        builder.AddCitySample();
        return builder.Build();
    }

    /// <summary>The type and, for a container, the name of what an assignment is on.</summary>
    private static string ScopeOf(JsonElement assignment)
    {
        var scope = assignment.GetProperty("id").GetString()!.Split("/providers/")[^2].Split('/');
        return scope is [_, _, _, "blobServices", _, "containers", var container] ? container : $"{scope[0]}/{scope[1]}";
    }

    private static JsonElement Properties(JsonElement resource) => resource.GetProperty("properties");

    private static string SecretOr(string value, IReadOnlyDictionary<string, string>? secrets) =>
        ReferenceToSecret().Match(value) is { Success: true } reference && secrets?.GetValueOrDefault(reference.Groups["secret"].Value) is { } secret
            ? secret
            : value;

    private static string Resolve(string value)
    {
        if (!value.StartsWith('['))
        {
            return value;
        }

        if (ReferenceExpression().Match(value) is { Success: true } reference)
        {
            return $"@Microsoft.KeyVault(VaultName={SampleVault};SecretName={reference.Groups["secret"].Value})";
        }

        if (SignInAddress().Match(value) is { Success: true } address)
        {
            return $"https://login.microsoftonline.com/{address.Groups["path"].Value}";
        }

        var sample = SampleOutputs[OutputName().Match(value).Groups["name"].Value];
        return FormattedOutput().Match(value) is { Success: true } formatted
            ? formatted.Groups["text"].Value.Replace("{0}", sample, StringComparison.Ordinal)
            : sample;
    }

    [GeneratedRegex(@"^\[uri\(environment\(\)\.authentication\.loginEndpoint, '(?<path>[^']+)'\)\]$")]
    private static partial Regex SignInAddress();

    /// <summary>A reference to the vault that this deployment makes, and to no other.</summary>
    [GeneratedRegex(@"^\[format\('@Microsoft\.KeyVault\(VaultName=\{0\};SecretName=\{1\}\)', reference\([^@]*format\('vault-\{0\}'[^@]*\.outputs\.name\.value, '(?<secret>[^']+)'\)\]$")]
    private static partial Regex ReferenceExpression();

    [GeneratedRegex($@"^@Microsoft\.KeyVault\(VaultName={SampleVault};SecretName=(?<secret>[0-9A-Za-z-]{{1,127}})\)$")]
    private static partial Regex ReferenceToSecret();

    [GeneratedRegex(@"^\[format\('(?<text>[^']*)', reference\(.*\.outputs\.\w+\.value\)\]$")]
    private static partial Regex FormattedOutput();

    [GeneratedRegex(@"\.outputs\.(?<name>\w+)\.value")]
    private static partial Regex OutputName();
}
