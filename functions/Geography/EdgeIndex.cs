namespace ServerlessRegistry.Geography;

/// <summary>
/// Lines by latitude, so that a question about a point or a box looks at few of them and allocates nothing: the latitudes are
/// cut into bands, each with the lines that pass through it, and the bands lie one after another.
/// </summary>
internal sealed class EdgeIndex
{
    /// <summary>A line that passes through all bands stands in each, so their number bounds the index's size.</summary>
    private const int MostBands = 64;

    private const int EdgesPerBand = 4;

    private readonly Edge[] _edges;
    private readonly int[] _starts;
    private readonly double _bandsPerDegree;

    /// <summary>Indexes lines.</summary>
    /// <param name="edges">At least one.</param>
    public EdgeIndex(IReadOnlyList<Edge> edges)
    {
        Bounds = edges.Select(edge => edge.Bounds).Aggregate((one, other) => one.With(other));
        var bands = Math.Clamp(edges.Count / EdgesPerBand, 1, MostBands);
        var height = Bounds.North - Bounds.South;
        _bandsPerDegree = height > 0 ? bands / height : 0;
        _starts = new int[bands + 1];
        foreach (var edge in edges)
        {
            for (var band = BandOf(edge.South); band <= BandOf(edge.North); band++)
            {
                _starts[band + 1]++;
            }
        }

        for (var band = 0; band < bands; band++)
        {
            _starts[band + 1] += _starts[band];
        }

        _edges = Sorted(edges);
    }

    /// <summary>The box around all lines.</summary>
    public GeoBounds Bounds { get; }

    /// <summary>All lines, some of them more than once.</summary>
    public ReadOnlySpan<Edge> All => _edges;

    /// <summary>The lines that pass through a latitude, each once, and some near it.</summary>
    public ReadOnlySpan<Edge> At(double latitude) => Between(latitude, latitude);

    /// <summary>The lines that pass through a range of latitudes, and some near it; some of them more than once.</summary>
    public ReadOnlySpan<Edge> Between(double south, double north) =>
        north < Bounds.South || south > Bounds.North ? [] : _edges.AsSpan(_starts[BandOf(south)].._starts[BandOf(north) + 1]);

    private int BandOf(double latitude) => Math.Clamp((int)((latitude - Bounds.South) * _bandsPerDegree), 0, _starts.Length - 2);

    private Edge[] Sorted(IReadOnlyList<Edge> edges)
    {
        var sorted = new Edge[_starts[^1]];
        var next = _starts.ToArray();
        foreach (var edge in edges)
        {
            for (var band = BandOf(edge.South); band <= BandOf(edge.North); band++)
            {
                sorted[next[band]++] = edge;
            }
        }

        return sorted;
    }
}
