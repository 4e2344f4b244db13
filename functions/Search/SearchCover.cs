using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>
/// Covers an area with few key ranges: cells of the map that lie in the area, or across its edge down to a size that
/// is small beside the area, in the order of the curve; then the ranges whose union adds least are joined until there are
/// no more than allowed.
/// </summary>
internal static class SearchCover
{
    /// <summary>How many levels the cells at the edge are at least finer than the cell that could hold the whole area.</summary>
    private const int EdgeLevels = 6;

    /// <summary>How many more levels a long, narrow area may take: few of its cells touch the area, so that finer ones cost little.</summary>
    private const int MoreLevels = 2;

    /// <summary>The ranges that together hold every position of the area.</summary>
    /// <param name="area">The area.</param>
    /// <param name="maxRanges">The most ranges.</param>
    public static IReadOnlyList<KeyRange> Of(ISearchArea area, int maxRanges)
    {
        var order = OrderOfCells(area.Bounds);
        var cells = CellsOf(area.Bounds, order).OrderBy(cell => cell.Position).ToList();
        var edgeOrder = order + EdgeLevels;
        var ranges = RangesOf(area, cells, edgeOrder);

        // With twice as many as allowed there is a choice of what to join; fewer would leave much beside the area.
        while (ranges.Count < 2 * maxRanges && edgeOrder < order + EdgeLevels + MoreLevels)
        {
            ranges = RangesOf(area, cells, ++edgeOrder);
        }

        while (ranges.Count > maxRanges)
        {
            MergeCheapest(ranges);
        }

        return ranges;
    }

    /// <summary>The cells in the area or across its edge, in the order of the curve; those that follow one another in a tile are one range.</summary>
    private static List<KeyRange> RangesOf(ISearchArea area, List<Cell> cells, int edgeOrder)
    {
        var ranges = new List<KeyRange>();
        foreach (var cell in cells)
        {
            Descend(area, cell, Math.Min(edgeOrder, MapPosition.Order), ranges);
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

    private static IEnumerable<Cell> CellsOf(GeoBounds bounds, int order)
    {
        var shift = MapPosition.Order - order;
        var cells = 1 << order;
        var first = (int)Math.Floor((bounds.West + 180) / 360 * cells);
        var last = (int)Math.Floor((bounds.East + 180) / 360 * cells);
        var (top, bottom) = (MapPosition.Row(bounds.North) >> shift, MapPosition.Row(bounds.South) >> shift);
        for (var column = first; column <= Math.Min(last, first + cells - 1); column++)
        {
            for (var row = top; row <= bottom; row++)
            {
                yield return Cell.At(((column % cells) + cells) % cells, row, order);
            }
        }
    }

    /// <summary>Adds the ranges of a cell, which come after all that were added before.</summary>
    private static void Descend(ISearchArea area, in Cell cell, int edgeOrder, List<KeyRange> ranges)
    {
        var relation = area.RelationTo(cell.Bounds);
        if (relation == AreaRelation.Outside)
        {
            return;
        }

        if (relation == AreaRelation.Inside || cell.Order >= edgeOrder)
        {
            Add(cell.Positions, ranges);
            return;
        }

        var middle = cell.Middle;
        for (var digit = 0; digit < 4; digit++)
        {
            Descend(area, cell.Quadrant(digit, middle), edgeOrder, ranges);
        }
    }

    /// <summary>Adds a cell, which lies in a tile or consists of tiles, so that one query reads it.</summary>
    private static void Add(KeyRange positions, List<KeyRange> ranges)
    {
        if (ranges is [.., var last] && last.AddedByMergingWith(positions) == 0)
        {
            ranges[^1] = last.MergedWith(positions);
        }
        else
        {
            ranges.Add(positions);
        }
    }

    private static void MergeCheapest(List<KeyRange> ranges)
    {
        var cheapest = 0;
        var least = long.MaxValue;
        for (var index = 0; index + 1 < ranges.Count; index++)
        {
            var added = ranges[index].AddedByMergingWith(ranges[index + 1]);
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
    private readonly record struct Cell(int X, int Y, int Order, long Position, int State, GeoBounds Bounds)
    {
        /// <summary>All positions in it.</summary>
        public KeyRange Positions
        {
            get
            {
                var shift = 2 * (MapPosition.Order - Order);
                return new KeyRange(Position << shift, (Position + 1) << shift);
            }
        }

        /// <summary>Where its quadrants meet. Its latitude takes longer to compute than all else, and four quadrants have it in common.</summary>
        public GeoPoint Middle => MapPosition.CellCorner((X << 1) | 1, (Y << 1) | 1, Order + 1);

        public static Cell At(int x, int y, int order)
        {
            var state = 0;
            for (var level = order - 1; level >= 0; level--)
            {
                state = HilbertCurve.NextState(state, (((x >> level) & 1) << 1) | ((y >> level) & 1));
            }

            return new Cell(x, y, order, HilbertCurve.PositionOf(x, y, order), state, MapPosition.CellBounds(x, y, order));
        }

        /// <summary>The quadrant that the curve passes at a digit.</summary>
        public Cell Quadrant(int digit, GeoPoint middle)
        {
            var quadrant = HilbertCurve.QuadrantAt(State, digit);
            var (isEast, isSouth) = (quadrant >> 1, quadrant & 1);
            return new Cell(
                (X << 1) | isEast,
                (Y << 1) | isSouth,
                Order + 1,
                (Position << 2) | (long)digit,
                HilbertCurve.NextState(State, quadrant),
                new GeoBounds(
                    isEast == 1 ? middle.Longitude : Bounds.West,
                    isSouth == 1 ? Bounds.South : middle.Latitude,
                    isEast == 1 ? Bounds.East : middle.Longitude,
                    isSouth == 1 ? middle.Latitude : Bounds.North));
        }
    }
}
