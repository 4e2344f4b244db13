using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Benchmarks.Search;

/// <summary>
/// A table that is sorted by one key, as Table Storage sorts by PartitionKey and RowKey: a range query reads the rows whose
/// key is at least the first and below the second, and nothing else.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class SortedTable<TKey>
    where TKey : IComparable<TKey>
{
    private readonly TKey[] _keys;
    private readonly GeoPoint[] _points;

    /// <param name="points">The rows.</param>
    /// <param name="keyOf">The key of a row.</param>
    public SortedTable(IReadOnlyList<GeoPoint> points, Func<GeoPoint, TKey> keyOf)
    {
        _points = [.. points];
        _keys = [.. points.Select(keyOf)];
        Array.Sort(_keys, _points);
    }

    /// <summary>The rows of a range of keys.</summary>
    public ReadOnlySpan<GeoPoint> Read(TKey from, TKey to) => _points.AsSpan(FirstAtLeast(from)..FirstAtLeast(to));

    private int FirstAtLeast(TKey key)
    {
        var (low, high) = (0, _keys.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _keys[middle].CompareTo(key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
