using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Tests.Telemetry;

public sealed class TelemetrySettingsTests
{
    private const string Connection = "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://example.org/";

    [Fact]
    public void NoSettings_NothingIsCollected()
    {
        var services = new ServiceCollection().AddTelemetry(Configure(("OTEL_EXPORTER_OTLP_ENDPOINT", " "), ("APPLICATIONINSIGHTS_CONNECTION_STRING", "")));
        using var provider = services.BuildServiceProvider();

        Assert.Null(provider.GetService<TracerProvider>());
        Assert.Null(provider.GetService<MeterProvider>());
        Assert.Empty(provider.GetServices<ILoggerProvider>());
        Assert.Empty(provider.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", false, true)]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", Connection, true, false)]
    public void Destination_ByItself_IsEnough(string name, string value, bool isAzure, bool isOtlp)
    {
        var destinations = TelemetryDestinations.Read(Configure((name, value)));

        Assert.Equal((isAzure, isOtlp, true), (destinations.AzureMonitor is not null, destinations.IsOtlp, destinations.Any));
        Assert.Null(destinations.Credential);
    }

    [Theory]
    [InlineData("Authorization=AAD", typeof(DefaultAzureCredential))]
    [InlineData("Authorization=AAD;ClientId=01234567-89ab-cdef-0123-456789abcdef", typeof(ManagedIdentityCredential))]
    [InlineData("ClientId=01234567-89ab-cdef-0123-456789abcdef;Authorization=AAD", typeof(ManagedIdentityCredential))]
    public void Authentication_AsTheFunctionsHostReadsIt_SignsInWithAnIdentity(string authentication, Type credential) => Assert.IsType(
        credential,
        TelemetryDestinations.Read(Configure(("APPLICATIONINSIGHTS_CONNECTION_STRING", Connection), ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", authentication))).Credential);

    [Theory]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "nonsense")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=AAD;ClientId=me")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=AAD;Authorization=AAD")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=not-a-key")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", Connection + ";Location")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", Connection + ";IngestionEndpoint=https://example.com/")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", Connection + ";LiveEndpoint=example.org")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "key")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api-key=1,key")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]
    public void Destination_ThatIsWrong_IsNamed(string name, string value)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => TelemetryDestinations.Read(Configure((name, value))));

        Assert.StartsWith(name, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "ParentBased{AlwaysOnSampler}")]
    [InlineData("parentbased_always_on", null, "ParentBased{AlwaysOnSampler}")]
    [InlineData("parentbased_always_off", null, "ParentBased{AlwaysOffSampler}")]
    [InlineData("parentbased_traceidratio", "0.25", "ParentBased{TraceIdRatioBasedSampler{0.250000}}")]
    [InlineData("always_on", null, "AlwaysOnSampler")]
    [InlineData("always_off", null, "AlwaysOffSampler")]
    [InlineData("traceidratio", "", "TraceIdRatioBasedSampler{1.000000}")]
    public void Sampler_IsTheOneOfTheStandardVariables(string? sampler, string? argument, string expected) =>
        Assert.Equal(expected, TraceSampling.Read(Configure(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument))).Description);

    [Theory]
    [InlineData("sometimes", null, "OTEL_TRACES_SAMPLER ")]
    [InlineData("traceidratio", "1.5", "OTEL_TRACES_SAMPLER_ARG ")]
    [InlineData("traceidratio", "a quarter", "OTEL_TRACES_SAMPLER_ARG ")]
    [InlineData("always_on", "a quarter", "OTEL_TRACES_SAMPLER_ARG ")]
    public void Sampler_ThatIsWrong_IsNamed(string sampler, string? argument, string expected)
    {
        var exception = Assert.Throws<OptionsValidationException>(
            () => TraceSampling.Read(Configure(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument))));

        Assert.StartsWith(expected, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    private static IConfiguration Configure(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build();
}
