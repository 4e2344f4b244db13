using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Beats;

/// <summary>The police beats of the city, as they were when the registry started; none where none are configured. Safe for concurrent use.</summary>
public sealed class BeatMap
{
    private readonly Dictionary<string, Beat> _beats;
    private readonly STRtree<(string Beat, Region Region)> _regions = new();

    /// <summary>Indexes beats.</summary>
    /// <param name="beats">Each name once.</param>
    internal BeatMap(IEnumerable<Beat> beats)
    {
        _beats = beats.ToDictionary(beat => beat.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var beat in _beats.Values)
        {
            foreach (var region in beat.Regions)
            {
                _regions.Insert(EnvelopeOf(region.Bounds), (beat.Name, region));
            }
        }

        _regions.Build();
    }

    /// <summary>How many there are.</summary>
    public int Count => _beats.Count;

    /// <summary>Whether there are any.</summary>
    public bool Any => Count > 0;

    /// <summary>The beat that a point is in; where beats overlap, the first by name. <see langword="null"/> outside of all beats.</summary>
    public string? BeatAt(GeoPoint point) =>
        BeatAtLongitude(point) ?? BeatAtLongitude(point with { Longitude = point.Longitude + (point.Longitude < 0 ? 360 : -360) });

    /// <summary>A beat by its name, in any case; <see langword="null"/> where there is none.</summary>
    internal Beat? Find(string name) => _beats.GetValueOrDefault(name);

    /// <summary>Beats across the antimeridian lie in the index with longitudes that go on beyond ±180.</summary>
    private string? BeatAtLongitude(GeoPoint point) => _regions
        .Query(new Envelope(point.Longitude, point.Longitude, point.Latitude, point.Latitude))
        .Where(candidate => candidate.Region.Contains(point))
        .Select(candidate => candidate.Beat)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    private static Envelope EnvelopeOf(GeoBounds bounds) => new(bounds.West, bounds.East, bounds.South, bounds.North);
}
