using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.StreetGrid;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Demo;

/// <summary>
/// Makes up owners: addresses on Chicago's address grid, about half of them downtown, so that a search there finds something; names
/// of nobody; mail addresses and telephone numbers that are reserved for examples (RFC 2606; 555-0100 to 555-0199). The same number
/// of the same seed is the same owner.
/// </summary>
internal sealed class DemoOwners(DemoOptions options, IOptions<CityProgram> program)
{
    private const double DowntownRadius = 2_500;
    private const double MetresPerDegree = 111_195;
    private const int MostCameras = 6;

    private static readonly GeoPoint Downtown = new(-87.6324, 41.8819);

    private static readonly string[] FirstNames =
        ["Ana", "Andre", "Bożena", "Carlos", "Darius", "Elena", "Fatima", "Grace", "Hui", "Ivan", "Jamal", "Kasia", "Latoya", "Marek", "Nia", "Olga", "Pedro", "Rosa", "Samuel", "Tomasz"];

    private static readonly string[] LastNames =
        ["Adams", "Baker", "Castillo", "Dąbrowski", "Edwards", "Flores", "Garcia", "Harris", "Ito", "Jackson", "Kowalska", "Lopez", "Murphy", "Nowak", "Okafor", "Patel", "Quinn", "Rivera", "Santos", "Tran"];

    private static readonly string[] Trades = ["Hardware", "Bakery", "Pharmacy", "Auto Repair", "Grocery", "Dry Cleaners", "Barber Shop", "Café", "Day Care", "Dental"];

    private static readonly string[] PostalCodes = ["60605", "60608", "60609", "60612", "60614", "60618", "60622", "60625", "60636", "60647"];

    private static readonly int[] Retentions = [2, 3, 5, 7, 7, 14, 14, 30, 30, 60];

    private static readonly Spot[] Spots =
    [
        new("Front door", 0, ["entrance", "street"]),
        new("Street corner", 40, ["street", "sidewalk"]),
        new("Alley", 180, ["alley"]),
        new("Garage", 170, ["alley", "parking"]),
        new("Side gate", 90, ["yard"]),
        new("Shop window", -25, ["street", "sidewalk"]),
    ];

    private readonly DemoStreets _streets = new();
    private readonly StreetGridGeocoder _geocoder = new();

    /// <summary>What an owner sends to register.</summary>
    /// <param name="number">Which owner, from 0.</param>
    /// <param name="cancellationToken">Ends the search for an address.</param>
    public async Task<RegistrationForm> OwnerAsync(int number, CancellationToken cancellationToken)
    {
        // Mixed by hand: the hash of the framework differs from run to run.
        var random = new Random(unchecked((options.Seed * 7_919) + (number * 104_729)));
        var house = await HouseAsync(random, isDowntown: number % 2 == 0, cancellationToken);
        var street = number % 50 == 49 ? house.AddressWithoutDirection : house.Address;
        return new RegistrationForm(
            Owner(random, number), Address(street, Pick(random, PostalCodes)), Cameras(random, house), new Consent(true, program.Value.TermsVersion));
    }

    /// <summary>Draws until there is a house in the city and, where it is to be, downtown.</summary>
    private async Task<DemoHouse> HouseAsync(Random random, bool isDowntown, CancellationToken cancellationToken)
    {
        while (true)
        {
            var house = _streets.Draw(random);
            var placed = await _geocoder.GeocodeAsync(Address(house.Address, PostalCodes[0]), cancellationToken);
            if (placed is GeocodeResult.Located { Point: var point } && (!isDowntown || IsDowntown(point)))
            {
                return house;
            }
        }
    }

    private static PostalAddress Address(string street, string postalCode) => new(street, null, "Chicago", "IL", postalCode);

    private static bool IsDowntown(GeoPoint point)
    {
        var north = (point.Latitude - Downtown.Latitude) * MetresPerDegree;
        var east = (point.Longitude - Downtown.Longitude) * MetresPerDegree * Math.Cos(double.DegreesToRadians(Downtown.Latitude));
        return (north * north) + (east * east) <= DowntownRadius * DowntownRadius;
    }

    private static Owner Owner(Random random, int number)
    {
        var (first, last) = (Pick(random, FirstNames), Pick(random, LastNames));
        var isBusiness = random.Next(5) < 2;
        return new Owner(
            isBusiness ? OwnerKind.Business : OwnerKind.Residence,
            $"{first} {last}",
            isBusiness ? $"{last} {Pick(random, Trades)}" : null,
            $"owner{number + 1}@example.{(isBusiness ? "com" : "org")}",
            random.Next(5) == 0 ? null : $"+1 312 555 01{random.Next(100):00}",
            random.Next(10) switch { < 7 => "en", < 9 => "es", _ => "pl" });
    }

    private static List<Camera> Cameras(Random random, DemoHouse house)
    {
        var spots = Spots.ToArray();
        random.Shuffle(spots.AsSpan(1));
        return [.. spots.Take(1 + Math.Min(random.Next(MostCameras), random.Next(MostCameras))).Select(spot => Camera(random, house, spot))];
    }

    /// <summary>Some owners do not say which way a camera faces or how far it sees.</summary>
    private static Camera Camera(Random random, DemoHouse house, Spot spot)
    {
        var facing = (house.Front + spot.Turn + random.Next(-20, 21) + 360) % 360;
        var isFacingKnown = random.Next(7) > 0;
        return new Camera(
            spot.Label,
            isFacingKnown ? facing : null,
            isFacingKnown ? random.Next(7, 14) * 10 : null,
            random.Next(5) > 0 ? random.Next(8, 41) : null,
            spot.Covers,
            Pick(random, Retentions),
            random.Next(4) == 0,
            random.Next(3) > 0);
    }

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];

    /// <summary>Where a camera hangs.</summary>
    /// <param name="Label">What its owner calls it.</param>
    /// <param name="Turn">How far it is turned from the way to the street, in degrees clockwise.</param>
    /// <param name="Covers">What it looks at.</param>
    private sealed record Spot(string Label, int Turn, string[] Covers);
}
