using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace ServerlessRegistry.Telemetry;

/// <summary>
/// Which traces are sent, by the variables that OpenTelemetry defines for it. They are read here because the exporter of Azure Monitor
/// otherwise puts a sampler of its own in the place of theirs, which keeps a few spans a second and tears traces apart.
/// </summary>
internal static class TraceSampling
{
    private const string SamplerSetting = "OTEL_TRACES_SAMPLER";
    private const string ArgumentSetting = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>Every trace, unless the settings or the caller's own trace say otherwise.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong, so the registry must not start.</exception>
    public static Sampler Read(IConfiguration configuration)
    {
        var ratio = new TraceIdRatioBasedSampler(Ratio(configuration));
        return configuration[SamplerSetting]?.Trim() switch
        {
            null or "" or "parentbased_always_on" => new ParentBasedSampler(new AlwaysOnSampler()),
            "parentbased_always_off" => new ParentBasedSampler(new AlwaysOffSampler()),
            "parentbased_traceidratio" => new ParentBasedSampler(ratio),
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => ratio,
            _ => throw Invalid(
                $"{SamplerSetting} must be always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio."),
        };
    }

    private static double Ratio(IConfiguration configuration) =>
        double.TryParse(configuration[ArgumentSetting] is { } text && !string.IsNullOrWhiteSpace(text) ? text : "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw Invalid($"{ArgumentSetting} must be the part of the traces that is kept, from 0 to 1, such as 0.25.");

    private static OptionsValidationException Invalid(string sentence) => new(nameof(TraceSampling), typeof(Sampler), [sentence]);
}
