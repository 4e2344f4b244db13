using System.Diagnostics.Metrics;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Tests.Telemetry;

/// <summary>Traces and metrics that nobody listens to, for parts of the registry that a test puts together by itself.</summary>
internal static class NoTelemetry
{
    public static RegistryTraces Traces => new();

    public static RegistryMetrics Metrics => new(new Meter("Nobody listens"));
}
