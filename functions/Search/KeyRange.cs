namespace ServerlessRegistry.Search;

/// <summary>
/// A run of the map's curve that one query reads: rows within one tile, or all rows of tiles that follow one another.
/// Queries have no other shape, since Table Storage reads a condition that is not one range of keys as a full scan.
/// </summary>
/// <param name="Start">The first position.</param>
/// <param name="End">The position after the last.</param>
internal readonly record struct KeyRange(long Start, long End)
{
    private const long TileLength = 1L << MapPosition.RowBits;

    /// <summary>How many positions it has.</summary>
    public long Length => End - Start;

    private long FirstTile => Start >> MapPosition.RowBits;

    private long LastTile => (End - 1) >> MapPosition.RowBits;

    /// <summary>Whether both lie in one tile.</summary>
    /// <param name="next">A range further on the curve.</param>
    public bool IsInTileOf(KeyRange next) => FirstTile == next.LastTile;

    /// <summary>The smallest range that one query reads and that has both.</summary>
    /// <param name="next">A range further on the curve.</param>
    public KeyRange MergedWith(KeyRange next) => IsInTileOf(next)
        ? new KeyRange(Start, next.End)
        : new KeyRange(FirstTile * TileLength, (next.LastTile + 1) * TileLength);

    /// <summary>How many positions <see cref="MergedWith"/> has that neither range has.</summary>
    /// <param name="next">A range further on the curve.</param>
    public long AddedByMergingWith(KeyRange next) => MergedWith(next).Length - Length - next.Length;

    /// <summary>The query's filter. Keys are hexadecimal digits, so that nothing in it needs to be escaped.</summary>
    public string ToFilter()
    {
        var firstPartition = MapPosition.Partition(FirstTile);
        if (FirstTile != LastTile)
        {
            return $"PartitionKey ge '{firstPartition}' and PartitionKey le '{MapPosition.Partition(LastTile)}'";
        }

        var from = MapPosition.Place(Start & (TileLength - 1));
        var to = MapPosition.Place(((End - 1) & (TileLength - 1)) + 1);
        return $"PartitionKey eq '{firstPartition}' and RowKey ge '{from}' and RowKey lt '{to}'";
    }
}
