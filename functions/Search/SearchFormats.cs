using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServerlessRegistry.Search;

/// <summary>How the cameras of a search are written.</summary>
internal enum SearchFormat
{
    /// <summary>A GeoJSON FeatureCollection.</summary>
    GeoJson,

    /// <summary>A table for a spreadsheet.</summary>
    Csv,
}

/// <summary>Which format a caller wants.</summary>
internal static class SearchFormats
{
    /// <summary>RFC 7946.</summary>
    public const string GeoJson = "application/geo+json";

    /// <summary>RFC 4180.</summary>
    public const string Csv = "text/csv";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> MediaTypes => [GeoJson, Csv];

    /// <summary>
    /// The format that the <c>Accept</c> header likes best (RFC 9110, section 12.5.1), GeoJSON where it likes both or says nothing;
    /// <see langword="null"/> where it allows neither.
    /// </summary>
    public static SearchFormat? AcceptedBy(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0)
        {
            return SearchFormat.GeoJson;
        }

        var (geoJson, csv) = (QualityOf(GeoJson, accepted), QualityOf(Csv, accepted));
        return Math.Max(geoJson, csv) == 0 ? null : csv > geoJson ? SearchFormat.Csv : SearchFormat.GeoJson;
    }

    /// <summary>The quality that the most specific range gives a media type; 0 where none takes it in.</summary>
    private static double QualityOf(string mediaType, IEnumerable<MediaTypeHeaderValue> accepted)
    {
        var type = new MediaTypeHeaderValue(mediaType);
        return accepted
            .Where(range => range.MatchesAllTypes || (range.MatchesAllSubTypes ? Same(range.Type, type.Type) : Same(range.MediaType, type.MediaType)))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .FirstOrDefault() is { } best
                ? best.Quality ?? 1
                : 0;
    }

    private static bool Same(StringSegment one, StringSegment other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
