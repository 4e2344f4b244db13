using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// Places Chicago addresses by arithmetic on the city's address grid, without a network: the house number says how far along the
/// street it is, and a table of the city's streets says where each street lies. What it is not sure of, it leaves to a person.
/// Safe for concurrent use.
/// </summary>
public sealed class StreetGridGeocoder : IGeocoder
{
    /// <summary>From the middle of a street to where its houses begin, in metres.</summary>
    private const double HalfStreet = 14;

    /// <summary>Metres in a degree of latitude and of longitude on the WGS 84 ellipsoid at 41.85 degrees north.</summary>
    private const double MetresPerLatitude = 111_070;
    private const double MetresPerLongitude = 83_045;

    private readonly StreetTable _streets = StreetTable.Load();
    private readonly GridCalibration _calibration = GridCalibration.Load();
    private readonly CityLimits _city = CityLimits.Load();

    /// <inheritdoc/>
    public LocationSource Source => LocationSource.StreetGrid;

    /// <inheritdoc/>
    public Task<GeocodeResult> GeocodeAsync(PostalAddress address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Geocode(address));
    }

    private GeocodeResult Geocode(PostalAddress address)
    {
        if (!ChicagoAddress.IsInCity(address))
        {
            return new GeocodeResult.NeedsReview(ReviewReasons.OutsideChicago);
        }

        if (!ChicagoAddress.IsPostalCode(address.PostalCode))
        {
            return new GeocodeResult.NeedsReview(ReviewReasons.NotChicagoPostalCode);
        }

        var words = new AddressWords(
            address.Street,
            stackalloc char[AddressWords.MaximumLength],
            stackalloc Range[AddressWords.MaximumCount]);
        var placed = Place(words);
        return placed.Point is { } point
            ? new GeocodeResult.Located(point, LocationPrecision.Street)
            : new GeocodeResult.NeedsReview(placed.Problem);
    }

    private Placement Place(AddressWords words)
    {
        if (!words.IsComplete)
        {
            return new Placement(ReviewReasons.TooLong);
        }

        if (!HouseNumber.TryRead(words, out var number, out var direction, out var next))
        {
            return new Placement(ProblemWithoutNumber(words));
        }

        if (direction is null && Directions.TryRead(words[next], out var ahead))
        {
            return PlaceWithWordOfDirection(words, next, ahead, number);
        }

        return StreetReading.Read(words, next, direction, _streets) is { } reading
            ? Place(reading, number)
            : new Placement(ProblemWithoutStreet(words));
    }

    /// <summary>
    /// A direction in front of a name mostly tells the side of the city, but may be the name's first word:
    /// <c>8100 South Chicago Ave</c>, <c>1600 North Ave</c>.
    /// </summary>
    private Placement PlaceWithWordOfDirection(AddressWords words, int next, CompassDirection ahead, int number)
    {
        Placement? asDirection = StreetReading.Read(words, next + 1, ahead, _streets) is { } reading ? Place(reading, number) : null;
        if (asDirection is { Point: not null })
        {
            return asDirection.Value;
        }

        Placement? asName = StreetReading.Read(words, next, null, _streets) is { } other ? Place(other, number) : null;
        return asName is { Point: not null } ? asName.Value : asDirection ?? asName ?? new Placement(ProblemWithoutStreet(words));
    }

    /// <summary>Finds the one street of a name that has the house number.</summary>
    private Placement Place(StreetReading reading, int number)
    {
        if (reading.Problem is not null)
        {
            return new Placement(reading.Problem);
        }

        if (!reading.HasStreetInItsDirection())
        {
            return new Placement(ReviewReasons.DirectionWrong);
        }

        Placement? found = null;
        var problem = ReviewReasons.DirectionWrong;
        var typeMatters = reading.TypeTellsStreetsApart();
        foreach (var street in reading.Streets)
        {
            foreach (var side in street.Sides)
            {
                if (!reading.Admits(street, side, typeMatters))
                {
                    continue;
                }

                problem = ReviewReasons.NumberOutOfRange;
                if (PlaceOn(street, side, number) is not { } point)
                {
                    continue;
                }

                if (found is not null)
                {
                    return new Placement(reading.Direction is null ? ReviewReasons.DirectionMissing : ReviewReasons.TypeMissing);
                }

                found = new Placement(point);
            }
        }

        return found ?? new Placement(problem);
    }

    private GeoPoint? PlaceOn(Street street, CompassDirection side, int number)
    {
        if (!street.HasNumber(side, number))
        {
            return null;
        }

        var position = street.Locate(side, number);
        return _city.Contains(position) && _calibration.ToGround(position) is { } middle
            ? ToItsSide(middle, street, number)
            : null;
    }

    /// <summary>Even numbers stand on the north and west sides of a street, odd numbers on the south and east sides.</summary>
    private static GeoPoint ToItsSide(GeoPoint middle, Street street, int number)
    {
        var northOrEast = (number % 2 == 0) != street.RunsNorthSouth ? HalfStreet : -HalfStreet;
        return street.RunsNorthSouth
            ? middle with { Longitude = middle.Longitude + (northOrEast / MetresPerLongitude) }
            : middle with { Latitude = middle.Latitude + (northOrEast / MetresPerLatitude) };
    }

    private static string ProblemWithoutNumber(AddressWords words)
    {
        if (words[0] is "pob" or "pobox" or "box"
            || (words[0] is "po" && words[1] is "box")
            || (words[0] is "p" && words[1] is "o" && words[2] is "box")
            || (words[0] is "post" && words[1] is "office"))
        {
            return ReviewReasons.PostOfficeBox;
        }

        return HasJoint(words) ? ReviewReasons.Intersection : ReviewReasons.NoHouseNumber;
    }

    private static string ProblemWithoutStreet(AddressWords words) =>
        HasJoint(words) ? ReviewReasons.Intersection : ReviewReasons.UnknownStreet;

    private static bool HasJoint(AddressWords words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            if (StreetReading.IsJoint(words[index]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where an address stands, or why that is not known.</summary>
    private readonly record struct Placement(GeoPoint? Point, string Problem)
    {
        public Placement(GeoPoint point)
            : this(point, string.Empty)
        {
        }

        public Placement(string problem)
            : this(null, problem)
        {
        }
    }
}
