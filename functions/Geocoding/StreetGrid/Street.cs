using System.Collections.Immutable;
using System.Globalization;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>A street on the address grid: which house numbers it has, and where they stand.</summary>
internal sealed class Street
{
    private readonly ImmutableArray<string> _types;
    private readonly ImmutableArray<Extent> _extents;
    private readonly ImmutableArray<Bend> _path;

    private Street(ImmutableArray<string> types, ImmutableArray<Extent> extents, ImmutableArray<Bend> path)
    {
        _types = types;
        _extents = extents;
        _path = path;
        RunsNorthSouth = extents[0].Side.RunsNorthSouth();
        Sides = [.. extents.Select(extent => extent.Side).Distinct()];
    }

    /// <summary>Whether its numbers count north and south; otherwise east and west.</summary>
    public bool RunsNorthSouth { get; }

    /// <summary>The sides of the grid on which it has house numbers.</summary>
    public ImmutableArray<CompassDirection> Sides { get; }

    /// <summary>Reads a street from the <c>types</c>, <c>extent</c> and <c>path</c> of its row in <c>streets.csv</c>.</summary>
    /// <param name="types">Its types, separated by spaces.</param>
    /// <param name="extents">Its sides and house numbers.</param>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="FormatException">A text is not as the table's header says.</exception>
    public static Street Parse(string types, string extents, string path)
    {
        var bends = path.Split(' ').Select(Bend.Parse).OrderBy(bend => bend.Number);
        return new Street(
            [.. types.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(StreetTypes.Canonical)],
            [.. extents.Split(' ').Select(Extent.Parse)],
            [.. bends]);
    }

    /// <summary>Whether it goes by this type.</summary>
    /// <param name="type">A type as <see cref="StreetTypes"/> writes it.</param>
    public bool IsOfType(string type) => _types.Contains(type);

    /// <summary>Whether it has this house number on this side.</summary>
    /// <param name="side">The side of the grid.</param>
    /// <param name="number">The house number.</param>
    public bool HasNumber(CompassDirection side, int number)
    {
        foreach (var extent in _extents)
        {
            if (extent.Side == side && number >= extent.First && number <= extent.Last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where a house number stands on the grid, in the middle of the street.</summary>
    /// <param name="side">The side of the grid.</param>
    /// <param name="number">The house number.</param>
    public GridPosition Locate(CompassDirection side, int number)
    {
        var signed = side.Signed(number);
        var (along, across) = Interpolate(signed);
        return RunsNorthSouth ? new GridPosition(across, along) : new GridPosition(along, across);
    }

    private (double Along, double Across) Interpolate(int number)
    {
        var after = 0;
        while (after < _path.Length && _path[after].Number < number)
        {
            after++;
        }

        if (after == 0 || after == _path.Length)
        {
            var end = _path[Math.Min(after, _path.Length - 1)];
            return (number + end.Shift, end.Across);
        }

        var (from, to) = (_path[after - 1], _path[after]);
        var share = (double)(number - from.Number) / (to.Number - from.Number);
        return (
            number + from.Shift + (share * (to.Shift - from.Shift)),
            from.Across + (share * (to.Across - from.Across)));
    }

    /// <summary>A run of house numbers on one side of the grid.</summary>
    private readonly record struct Extent(CompassDirection Side, int First, int Last)
    {
        public static Extent Parse(string text)
        {
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            return new Extent(
                CompassDirections.FromLetter(text[0]),
                int.Parse(text.AsSpan(1..dash), NumberStyles.None, CultureInfo.InvariantCulture),
                int.Parse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A vertex of the street's line, in signed grid numbers.</summary>
    /// <param name="Number">The house number there.</param>
    /// <param name="Across">The grid number, across the street's course, at which it stands.</param>
    /// <param name="Shift">By how much the grid along the street is ahead of the house number.</param>
    private readonly record struct Bend(int Number, int Across, int Shift)
    {
        public static Bend Parse(string text)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                return new Bend(0, GridPosition.ParseNumber(text), 0);
            }

            var number = GridPosition.ParseNumber(text.AsSpan(..equals));
            var at = text.IndexOf('@', StringComparison.Ordinal);
            return at < 0
                ? new Bend(number, GridPosition.ParseNumber(text.AsSpan(equals + 1)), 0)
                : new Bend(
                    number,
                    GridPosition.ParseNumber(text.AsSpan((equals + 1)..at)),
                    GridPosition.ParseNumber(text.AsSpan(at + 1)) - number);
        }
    }
}
