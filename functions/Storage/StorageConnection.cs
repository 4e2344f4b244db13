using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Storage;

/// <summary>
/// Which storage account a setting names, and how to sign in to it: <c>AzureWebJobsStorage</c>, or another that an operator copies from
/// or to. The forms are those of the Functions host, which uses the same account; where the host would quietly prefer one of two, this
/// asks for a decision.
/// </summary>
internal abstract partial record StorageConnection
{
    /// <summary>The setting that names the registry's own account.</summary>
    public const string OfTheRegistry = "AzureWebJobsStorage";

    private static readonly string[] Services = ["blob", "queue", "table"];
    private static readonly string[] Names = ["accountName", .. Services.Select(UriName), "credential", "clientId"];

    private StorageConnection()
    {
    }

    /// <summary>Reads a setting, or the settings below it. An empty one counts as one that is not there.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="setting">The name of the one that is meant.</param>
    /// <exception cref="OptionsValidationException">They name no account, contradict each other or are incomplete; the message says what to do.</exception>
    public static StorageConnection Read(IConfiguration configuration, string setting = OfTheRegistry)
    {
        var section = configuration.GetSection(setting);
        var children = section.GetChildren().Where(child => child.GetChildren().Any() || !string.IsNullOrWhiteSpace(child.Value)).ToList();
        return (string.IsNullOrWhiteSpace(section.Value), children.Count == 0) switch
        {
            (true, true) => throw Invalid($"{setting} is not set: it names the storage account, such as UseDevelopmentStorage=true."),
            (false, false) => throw Invalid(
                $"Set either {setting} to a connection string or the settings below it, such as {children[0].Path}, not both, "
                + "so that it is clear which storage account is meant."),
            (false, true) => new WithConnectionString(section.Value!, setting),
            (true, false) => ReadIdentity(section, children),
        };
    }

    /// <summary>Whether every service of the account is on this machine: the development storage, or addresses that lead to the loopback interface.</summary>
    /// <exception cref="OptionsValidationException">It is not a connection string.</exception>
    public abstract bool IsOnThisMachine { get; }

    /// <summary>A client of the account's blobs.</summary>
    /// <exception cref="OptionsValidationException">It is not a connection string.</exception>
    public abstract BlobServiceClient Connect(BlobClientOptions options);

    /// <summary>A client of the account's queues.</summary>
    /// <exception cref="OptionsValidationException">It is not a connection string.</exception>
    public abstract QueueServiceClient Connect(QueueClientOptions options);

    /// <summary>A client of the account's tables.</summary>
    /// <exception cref="OptionsValidationException">It is not a connection string.</exception>
    public abstract TableServiceClient Connect(TableClientOptions options);

    /// <summary>The failure of a setting.</summary>
    /// <param name="sentence">What is wrong and what to do; shows no value, because one may be a secret.</param>
    private static OptionsValidationException Invalid(string sentence) => new(nameof(StorageConnection), typeof(StorageConnection), [sentence]);

    private static WithIdentity ReadIdentity(IConfigurationSection section, IReadOnlyList<IConfigurationSection> children)
    {
        if (children.FirstOrDefault(child => !Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Invalid($"{unknown.Path} is not known: {section.Key} has {string.Join(", ", Names[..^1])} and {Names[^1]}.");
        }

        var uris = ReadUris(section);
        return new WithIdentity(uris[0], uris[1], uris[2], ReadCredential(section));
    }

    private static Uri[] ReadUris(IConfigurationSection section)
    {
        var addressed = Services.Where(service => Value(section, UriName(service)) is not null).ToList();
        return (Value(section, "accountName"), addressed.Count) switch
        {
            (null, 0) => throw Invalid($"{section.Key}:accountName is not set: it names the storage account to sign in to."),
            (null, 3) => [.. Services.Select(service => ReadUri(section, service))],
            (null, _) => throw Invalid(
                $"{section.Key}:{UriName(Services.Except(addressed).First())} is not set: the registry uses blobs, queues and tables."),
            (not null, > 0) => throw Invalid(
                $"Set either {section.Key}:accountName or {section.Key}:{UriName(addressed[0])}, not both, "
                + "so that it is clear which storage account is meant."),
            ({ } account, _) when AccountName().IsMatch(account) => [.. Services.Select(service => PublicCloud(account, service))],
            _ => throw Invalid($"{section.Key}:accountName must be the name of a storage account: 3 to 24 small letters and digits."),
        };
    }

    private static string UriName(string service) => $"{service}ServiceUri";

    private static Uri PublicCloud(string account, string service) => new($"https://{account}.{service}.core.windows.net/");

    private static Uri ReadUri(IConfigurationSection section, string service) =>
        Uri.TryCreate(Value(section, UriName(service)), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
            ? uri
            : throw Invalid(
                $"{section.Key}:{UriName(service)} must be the https address of a service, "
                + $"such as {PublicCloud("account", service)}, without a signature.");

    private static TokenCredential ReadCredential(IConfigurationSection section)
    {
        var clientId = Value(section, "clientId");
        if (clientId is not null && !Guid.TryParseExact(clientId, "D", out _))
        {
            throw Invalid($"{section.Key}:clientId must be the client id of the managed identity, such as 01234567-89ab-cdef-0123-456789abcdef.");
        }

        return Value(section, "credential") switch
        {
            null => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
            { } credential when credential.Equals("managedidentity", StringComparison.OrdinalIgnoreCase) => new ManagedIdentityCredential(
                clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)),
            _ => throw Invalid($"{section.Key}:credential must be managedidentity, or not set at all to sign in as the developer does."),
        };
    }

    private static string? Value(IConfigurationSection section, string name) =>
        section[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountName();

    /// <summary>A connection string, or <c>UseDevelopmentStorage=true</c>. It is not printed, because it may hold a key.</summary>
    public sealed record WithConnectionString(string ConnectionString, string Setting = OfTheRegistry) : StorageConnection
    {
        private const string DevelopmentStorage = "UseDevelopmentStorage=true";
        private static readonly string[] Endpoints = ["BlobEndpoint", "QueueEndpoint", "TableEndpoint"];

        /// <summary>Whatever does not plainly say so counts as elsewhere. The clients would know, and take as long to make as the rest of the start.</summary>
        public override bool IsOnThisMachine
        {
            get
            {
                var parts = ConnectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                return (parts is [var only] && only.Equals(DevelopmentStorage, StringComparison.OrdinalIgnoreCase))
                    || Endpoints.All(endpoint => Array.Exists(parts, part => IsLocal(part, endpoint)));
            }
        }

        public override BlobServiceClient Connect(BlobClientOptions options) => Understood(() => new BlobServiceClient(ConnectionString, options));

        public override QueueServiceClient Connect(QueueClientOptions options) => Understood(() => new QueueServiceClient(ConnectionString, options));

        public override TableServiceClient Connect(TableClientOptions options) => Understood(() => new TableServiceClient(ConnectionString, options));

        public override string ToString() => nameof(WithConnectionString);

        private static bool IsLocal(string part, string endpoint) =>
            part.StartsWith($"{endpoint}=", StringComparison.OrdinalIgnoreCase)
            && Uri.TryCreate(part[(endpoint.Length + 1)..], UriKind.Absolute, out var address)
            && address.IsLoopback;

        private TClient Understood<TClient>(Func<TClient> connect)
        {
            try
            {
                return connect();
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
            {
                throw Invalid($"{Setting} is not a connection string of a storage account.");
            }
        }
    }

    /// <summary>The addresses of the three services, and an identity of Microsoft Entra ID: there is no secret.</summary>
    public sealed record WithIdentity(Uri Blobs, Uri Queues, Uri Tables, TokenCredential Credential) : StorageConnection
    {
        public override bool IsOnThisMachine => Blobs.IsLoopback && Queues.IsLoopback && Tables.IsLoopback;

        public override BlobServiceClient Connect(BlobClientOptions options) => new(Blobs, Credential, options);

        public override QueueServiceClient Connect(QueueClientOptions options) => new(Queues, Credential, options);

        public override TableServiceClient Connect(TableClientOptions options) => new(Tables, Credential, options);
    }
}
