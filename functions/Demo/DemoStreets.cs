using System.Globalization;
using ServerlessRegistry.Geocoding.StreetGrid;

namespace ServerlessRegistry.Demo;

/// <summary>Draws house numbers on the streets of the address grid. Not every one of them is in the city.</summary>
internal sealed class DemoStreets
{
    private readonly List<Stretch> _stretches = [.. EmbeddedTable.Read("streets.csv", fields => fields).SelectMany(StretchesOf)];
    private readonly int _numbers;

    public DemoStreets() => _numbers = _stretches.Sum(stretch => stretch.Length);

    /// <summary>Draws a house; a long street has more of them than a short one.</summary>
    public DemoHouse Draw(Random random)
    {
        var left = random.Next(_numbers);
        var index = 0;
        while (left >= _stretches[index].Length)
        {
            left -= _stretches[index].Length;
            index++;
        }

        var stretch = _stretches[index];
        return new DemoHouse(Math.Max(1, stretch.First + left), stretch.Side, stretch.Street);
    }

    private static IEnumerable<Stretch> StretchesOf(string[] fields)
    {
        var street = $"{fields[0]} {fields[1].Split(' ')[0]}".Trim();
        foreach (var extent in fields[2].Split(' '))
        {
            var ends = extent[1..].Split('-').Select(number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)).ToList();
            yield return new Stretch(street, CompassDirections.FromLetter(extent[0]), ends[0], ends[1]);
        }
    }

    /// <summary>The house numbers of a street on one side of the grid.</summary>
    private sealed record Stretch(string Street, CompassDirection Side, int First, int Last)
    {
        public int Length => Last - First + 1;
    }
}

/// <summary>A house on a street.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Side">The side of the grid that the number counts towards.</param>
/// <param name="Street">The street, with its type.</param>
internal sealed record DemoHouse(int Number, CompassDirection Side, string Street)
{
    /// <summary>The address as its owner writes it.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{Number} {Side.ToString()[0]} {Street}");

    /// <summary>The address of an owner who leaves out the direction, so that somebody has to look at it.</summary>
    public string AddressWithoutDirection => string.Create(CultureInfo.InvariantCulture, $"{Number} {Street}");

    /// <summary>The way to its street, in degrees: even numbers stand on the north and west sides, odd ones on the south and east sides.</summary>
    public int Front => (Side.RunsNorthSouth(), Number % 2 == 0) switch
    {
        (true, true) => 90,
        (true, false) => 270,
        (false, true) => 180,
        (false, false) => 0,
    };
}
