using System.Collections.Frozen;
using System.Globalization;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>The city's streets by name (<c>streets.csv</c>), and the numbered streets that follow from their number.</summary>
internal sealed class StreetTable
{
    private const int FirstRegularNumber = 13;
    private const int LastNumber = 138;

    private readonly FrozenDictionary<string, Street[]> _streets;
    private readonly FrozenDictionary<string, Street[]>.AlternateLookup<ReadOnlySpan<char>> _streetsBySpan;

    private StreetTable(Dictionary<string, List<Street>> streets)
    {
        _streets = streets.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray());
        _streetsBySpan = _streets.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Loads the table.</summary>
    /// <exception cref="InvalidDataException">The table is damaged.</exception>
    public static StreetTable Load()
    {
        var streets = new Dictionary<string, List<Street>>();
        foreach (var row in EmbeddedTable.Read("streets.csv", Row.Parse))
        {
            foreach (var name in row.Names)
            {
                Add(streets, name, row.Street);
            }
        }

        AddNumberedStreets(streets);
        return new StreetTable(streets);
    }

    /// <summary>The streets of a name: more than one where it is used twice, such as 25th Street and 25th Place.</summary>
    /// <param name="key">The name as <see cref="StreetName"/> writes it.</param>
    /// <param name="streets">The streets.</param>
    public bool TryFind(ReadOnlySpan<char> key, out Street[] streets) => _streetsBySpan.TryGetValue(key, out streets!);

    /// <summary>Every number from 13 to 138 has a Street that many hundreds south of Madison and a Place half a block further.</summary>
    private static void AddNumberedStreets(Dictionary<string, List<Street>> streets)
    {
        for (var number = FirstRegularNumber; number <= LastNumber; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{number}{StreetName.OrdinalEnding(number)}");
            AddUnlessListed(streets, name, "St", 100 * number);
            AddUnlessListed(streets, name, "Pl", (100 * number) + 50);
        }
    }

    private static void AddUnlessListed(Dictionary<string, List<Street>> streets, string name, string type, int south)
    {
        var listed = streets.GetValueOrDefault(StreetName.Key(name));
        if (listed is null || !listed.Exists(street => street.IsOfType(StreetTypes.Canonical(type))))
        {
            Add(streets, name, Street.Parse(type, "E1-4199 W1-7299", string.Create(CultureInfo.InvariantCulture, $"{south}S")));
        }
    }

    private static void Add(Dictionary<string, List<Street>> streets, string name, Street street)
    {
        var key = StreetName.Key(name);
        if (!streets.TryGetValue(key, out var sameName))
        {
            streets[key] = sameName = [];
        }

        sameName.Add(street);
    }

    private readonly record struct Row(string[] Names, Street Street)
    {
        public static Row Parse(string[] fields) => new(
            fields.Length > 4 ? [fields[0], .. fields[4].Split('/')] : [fields[0]],
            Street.Parse(fields[1], fields[2], fields[3]));
    }
}
