using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>
/// Covers an area with few key ranges: cells of the map that lie in the area, or across its edge down to a size that
/// is small beside the area, in the order of the curve; then the ranges whose union adds least are joined until there are
/// no more than allowed.
/// </summary>
internal static class SearchCover
{
    /// <summary>How many levels the cells at the edge are finer than the cell that could hold the whole area.</summary>
    private const int EdgeLevels = 7;

    /// <summary>The ranges that together hold every position of the area.</summary>
    /// <param name="area">The area.</param>
    /// <param name="maxRanges">The most ranges.</param>
    public static IReadOnlyList<KeyRange> Of(ISearchArea area, int maxRanges)
    {
        var runs = new List<(long Start, long End)>();
        var order = OrderOfCells(area.Bounds);
        foreach (var (x, y) in CellsOf(area.Bounds, order))
        {
            Descend(area, new Cell(x, y, order, HilbertCurve.PositionOf(x, y, order), StateOf(x, y, order)), Math.Min(order + EdgeLevels, MapPosition.Order), runs);
        }

        runs.Sort();
        var ranges = Joined(runs).SelectMany(run => KeyRange.Split(run.Start, run.End)).ToList();
        while (ranges.Count > maxRanges)
        {
            MergeCheapest(ranges);
        }

        return ranges;
    }

    /// <summary>The finest grid of which a cell is at least as large as the area, so that few cells have it all.</summary>
    private static int OrderOfCells(GeoBounds bounds)
    {
        var columns = (bounds.East - bounds.West) / 360 * MapPosition.Cells;
        var rows = (double)MapPosition.Row(bounds.South) - MapPosition.Row(bounds.North) + 1;
        var finer = (int)Math.Ceiling(Math.Log2(Math.Max(1, Math.Max(columns, rows))));
        return Math.Clamp(MapPosition.Order - finer, 0, MapPosition.Order);
    }

    private static IEnumerable<(int X, int Y)> CellsOf(GeoBounds bounds, int order)
    {
        var shift = MapPosition.Order - order;
        var cells = 1 << order;
        var first = (int)Math.Floor((bounds.West + 180) / 360 * cells);
        var last = (int)Math.Floor((bounds.East + 180) / 360 * cells);
        for (var column = first; column <= Math.Min(last, first + cells - 1); column++)
        {
            for (var row = MapPosition.Row(bounds.North) >> shift; row <= MapPosition.Row(bounds.South) >> shift; row++)
            {
                yield return (((column % cells) + cells) % cells, row);
            }
        }
    }

    private static void Descend(ISearchArea area, Cell cell, int edgeOrder, List<(long Start, long End)> runs)
    {
        var relation = area.RelationTo(MapPosition.CellBounds(cell.X, cell.Y, cell.Order));
        if (relation == AreaRelation.Outside)
        {
            return;
        }

        if (relation == AreaRelation.Inside || cell.Order >= edgeOrder)
        {
            var shift = 2 * (MapPosition.Order - cell.Order);
            runs.Add((cell.Position << shift, (cell.Position + 1) << shift));
            return;
        }

        for (var quadrant = 0; quadrant < 4; quadrant++)
        {
            Descend(area, cell.Quadrant(quadrant), edgeOrder, runs);
        }
    }

    private static int StateOf(int x, int y, int order)
    {
        var state = 0;
        for (var level = order - 1; level >= 0; level--)
        {
            state = HilbertCurve.NextState(state, (((x >> level) & 1) << 1) | ((y >> level) & 1));
        }

        return state;
    }

    private static IEnumerable<(long Start, long End)> Joined(List<(long Start, long End)> runs)
    {
        for (var index = 0; index < runs.Count;)
        {
            var (start, end) = runs[index++];
            while (index < runs.Count && runs[index].Start <= end)
            {
                end = runs[index++].End;
            }

            yield return (start, end);
        }
    }

    private static void MergeCheapest(List<KeyRange> ranges)
    {
        var cheapest = 0;
        var least = long.MaxValue;
        for (var index = 0; index + 1 < ranges.Count; index++)
        {
            var added = ranges[index].MergedWith(ranges[index + 1]).Length - ranges[index].Length - ranges[index + 1].Length;
            if (added < least)
            {
                (cheapest, least) = (index, added);
            }
        }

        var merged = ranges[cheapest].MergedWith(ranges[cheapest + 1]);
        ranges.RemoveAt(cheapest + 1);
        ranges[cheapest] = merged;
        Absorb(ranges, cheapest);
    }

    /// <summary>A union of whole tiles may have come to overlap its neighbours.</summary>
    private static void Absorb(List<KeyRange> ranges, int index)
    {
        while (index + 1 < ranges.Count && ranges[index + 1].Start < ranges[index].End)
        {
            ranges[index] = ranges[index].MergedWith(ranges[index + 1]);
            ranges.RemoveAt(index + 1);
        }

        while (index > 0 && ranges[index - 1].End > ranges[index].Start)
        {
            ranges[index - 1] = ranges[index - 1].MergedWith(ranges[index]);
            ranges.RemoveAt(index);
            index--;
        }
    }

    /// <summary>A cell of the grid of an order, with its place on that grid's curve and the curve's turn inside it.</summary>
    private readonly record struct Cell(int X, int Y, int Order, long Position, int State)
    {
        public Cell Quadrant(int quadrant) => new(
            (X << 1) | (quadrant >> 1),
            (Y << 1) | (quadrant & 1),
            Order + 1,
            (Position << 2) | (long)HilbertCurve.DigitOf(State, quadrant),
            HilbertCurve.NextState(State, quadrant));
    }
}
