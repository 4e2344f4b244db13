using System.Diagnostics;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Geocoding;

/// <summary>The geocoder that the settings choose, with each look-up traced and counted. No span has the address.</summary>
public sealed class MeasuredGeocoder(IGeocoder geocoder, RegistryTraces traces, RegistryMetrics metrics)
{
    /// <inheritdoc cref="IGeocoder.Source"/>
    public LocationSource Source => geocoder.Source;

    /// <inheritdoc cref="IGeocoder.GeocodeAsync"/>
    public async Task<GeocodeResult> GeocodeAsync(PostalAddress address, CancellationToken cancellationToken)
    {
        using var span = traces.Start("geocode", Source == LocationSource.AzureMaps ? ActivityKind.Client : ActivityKind.Internal);
        span?.SetTag("source", TelemetryName.Of(Source));
        try
        {
            var result = await geocoder.GeocodeAsync(address, cancellationToken);
            Note(span, result is GeocodeResult.Located ? "located" : "needsReview");
            return result;
        }
        catch (GeocoderUnavailableException exception)
        {
            span.Fail(exception);
            Note(span, "unavailable");
            throw;
        }
    }

    private void Note(Activity? span, string outcome)
    {
        span.EndAs(outcome);
        metrics.Geocoded(Source, outcome);
    }
}
