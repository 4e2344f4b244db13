using System.Text.Json;

namespace ServerlessRegistry.Telemetry;

/// <summary>How values are written in spans and metrics: in camelCase, as in the HTTP interface.</summary>
internal static class TelemetryName
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
