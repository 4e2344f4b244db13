using System.Globalization;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Telemetry;

/// <summary>
/// Where telemetry is sent, as the settings say that the Functions host and the OpenTelemetry SDK read too. Without any of them nothing is
/// collected.
/// </summary>
internal sealed record TelemetryDestinations
{
    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolSetting = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersSetting = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string TimeoutSetting = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private static readonly string[] MonitorEndpoints = ["IngestionEndpoint", "LiveEndpoint"];

    private TelemetryDestinations()
    {
    }

    /// <summary>The Application Insights component; <see langword="null"/> for none.</summary>
    public string? AzureMonitor { get; private init; }

    /// <summary>How to sign in to Azure Monitor; <see langword="null"/> where it takes telemetry from anybody who knows its address.</summary>
    public TokenCredential? Credential { get; private init; }

    /// <summary>Whether there is a collector that speaks OTLP. The SDK itself reads where it is and how it is spoken to.</summary>
    public bool IsOtlp { get; private init; }

    /// <summary>Whether telemetry is sent anywhere.</summary>
    public bool Any => AzureMonitor is not null || IsOtlp;

    /// <summary>Reads the settings. An empty one counts as one that is not there.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong, so the registry must not start.</exception>
    public static TelemetryDestinations Read(IConfiguration configuration)
    {
        CheckProtocol(configuration);
        return new TelemetryDestinations
        {
            AzureMonitor = ReadConnection(Setting(configuration, ConnectionSetting)),
            Credential = Setting(configuration, AuthenticationSetting) is { } authentication ? ReadCredential(authentication) : null,
            IsOtlp = Setting(configuration, OtlpSetting) is { } endpoint && (IsHttp(endpoint)
                ? true
                : throw Invalid($"{OtlpSetting} must be the address of a collector, such as http://localhost:4317.")),
        };
    }

    /// <summary>The exporter would end the process over headers and pass over the others.</summary>
    private static void CheckProtocol(IConfiguration configuration)
    {
        if (Setting(configuration, ProtocolSetting) is not (null or "grpc" or "http/protobuf"))
        {
            throw Invalid($"{ProtocolSetting} must be grpc or http/protobuf.");
        }

        if (Setting(configuration, HeadersSetting) is { } headers && !headers.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            throw Invalid($"{HeadersSetting} must be names and values, such as name=value, with commas between them.");
        }

        if (Setting(configuration, TimeoutSetting) is { } timeout && !(int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0))
        {
            throw Invalid($"{TimeoutSetting} must be a whole number of milliseconds above 0, such as 10000.");
        }
    }

    /// <summary>The exporter understands these fields only at the start of the host, and then with an exception.</summary>
    private static string? ReadConnection(string? connection)
    {
        if (connection is null)
        {
            return null;
        }

        var fields = Fields(connection);
        if (!Guid.TryParse(fields["InstrumentationKey"].FirstOrDefault(), out _))
        {
            throw Invalid($"{ConnectionSetting} must be the connection string of an Application Insights component: it begins with InstrumentationKey=.");
        }

        if (fields.FirstOrDefault(field => field.Count() > 1 || field.First().Length == 0) is { } unclear)
        {
            throw Invalid($"{ConnectionSetting}: it must have {(unclear.Count() > 1 ? "each name once" : "a value for each name")}, as the Azure portal shows it.");
        }

        return MonitorEndpoints.FirstOrDefault(name => fields[name].FirstOrDefault() is { } address && !IsHttp(address)) is { } wrong
            ? throw Invalid($"{ConnectionSetting}: {wrong} must be an https address, as the Azure portal shows it.")
            : connection;
    }

    /// <summary>Without the id of an identity, the one of the app signs in, and on a developer's computer what <c>az login</c> has left there.</summary>
    private static TokenCredential ReadCredential(string authentication)
    {
        var fields = Fields(authentication);
        if (!fields["Authorization"].SequenceEqual(["AAD"], StringComparer.OrdinalIgnoreCase))
        {
            throw Invalid($"{AuthenticationSetting} must be Authorization=AAD, for the managed identity of the app, or ClientId=…;Authorization=AAD for one that is assigned to it.");
        }

        return fields["ClientId"].FirstOrDefault() is not { } clientId
            ? new DefaultAzureCredential()
            : Guid.TryParseExact(clientId, "D", out _)
                ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
                : throw Invalid($"{AuthenticationSetting}: ClientId must be the client id of a managed identity, such as 01234567-89ab-cdef-0123-456789abcdef.");
    }

    /// <summary>The values by their names, which may stand there more than once; empty where there is no value.</summary>
    private static ILookup<string, string> Fields(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(field => field.Split('=', 2, StringSplitOptions.TrimEntries))
        .ToLookup(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase);

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static string? Setting(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static OptionsValidationException Invalid(string sentence) => new(nameof(TelemetryDestinations), typeof(TelemetryDestinations), [sentence]);
}
