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
        ["blobEndpoint"] = "https://registry.blob.core.windows.net/",
        ["queueEndpoint"] = "https://registry.queue.core.windows.net/",
        ["tableEndpoint"] = "https://registry.table.core.windows.net/",
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

    /// <summary>The resources of a type.</summary>
    public IReadOnlyList<JsonElement> Resources(string type) =>
        [.. snapshot.GetProperty("predictedResources").EnumerateArray().Where(resource => resource.GetProperty("type").GetString() == type)];

    /// <summary>The names of the resources of a type, without those of what they are in.</summary>
    public IReadOnlyList<string> Names(string type) =>
        [.. Resources(type).Select(resource => resource.GetProperty("name").GetString()!.Split('/')[^1])];

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

        return SignInAddress().Match(value) is { Success: true } address
            ? $"https://login.microsoftonline.com/{address.Groups["path"].Value}"
            : SampleOutputs[OutputName().Match(value).Groups["name"].Value];
    }

    [GeneratedRegex(@"^\[uri\(environment\(\)\.authentication\.loginEndpoint, '(?<path>[^']+)'\)\]$")]
    private static partial Regex SignInAddress();

    /// <summary>A reference to the vault that this deployment makes, and to no other.</summary>
    [GeneratedRegex(@"^\[format\('@Microsoft\.KeyVault\(VaultName=\{0\};SecretName=\{1\}\)', reference\([^@]*format\('vault-\{0\}'[^@]*\.outputs\.name\.value, '(?<secret>[^']+)'\)\]$")]
    private static partial Regex ReferenceExpression();

    [GeneratedRegex($@"^@Microsoft\.KeyVault\(VaultName={SampleVault};SecretName=(?<secret>[0-9A-Za-z-]{{1,127}})\)$")]
    private static partial Regex ReferenceToSecret();

    [GeneratedRegex(@"\.outputs\.(?<name>\w+)\.value")]
    private static partial Regex OutputName();
}
