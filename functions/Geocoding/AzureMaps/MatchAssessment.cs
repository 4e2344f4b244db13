using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// Decides whether the matches that Azure Maps offers place an address for sure. A camera at the wrong house sends officers
/// to the wrong door, so whatever is in doubt goes to a person.
/// </summary>
internal static class MatchAssessment
{
    private const string Unknown =
        "The map service does not know this address. "
        + "Check the house number, the street, the city and the ZIP code, or place it on the map by hand.";

    private const string Unsure =
        "The map service is not sure where this address is. "
        + "Check the street, the city and the ZIP code, or place it on the map by hand.";

    private const string SeveralPlaces =
        "The map service knows several places that this address could be. "
        + "Add what tells them apart, such as N, S, E or W before the street, or place it on the map by hand.";

    private const string TooCoarse =
        "The map service found only the area around this address, not the house. "
        + "Check the house number and the street, or place it on the map by hand.";

    private const string OtherState =
        "The map service found this address in another state. "
        + "Check the city, the state and the ZIP code, or place it on the map by hand.";

    private const string OtherHouse =
        "The map service found only an address with another house number or ZIP code. "
        + "Check both, or place it on the map by hand.";

    /// <summary>The reason where the service refuses to read the address at all.</summary>
    public static GeocodeResult.NeedsReview Unreadable { get; } = new(
        "The map service cannot read this address. "
        + "Write it as the post office does, such as 123 N Main St, or place it on the map by hand.");

    /// <summary>Takes the one match that is better than all others, if it is good enough.</summary>
    public static GeocodeResult Assess(IReadOnlyList<GeocodedFeature> features, PostalAddress address)
    {
        if (features.Count == 0)
        {
            return new GeocodeResult.NeedsReview(Unknown);
        }

        if (Best(features) is not [var match])
        {
            return new GeocodeResult.NeedsReview(SeveralPlaces);
        }

        return Doubt(match.Properties, address, isOnlyMatch: features.Count == 1) is { } doubt
            ? new GeocodeResult.NeedsReview(doubt)
            : Locate(match);
    }

    /// <summary>The matches of the highest confidence, and of these the ones that are most precisely an address.</summary>
    private static List<GeocodedFeature> Best(IReadOnlyList<GeocodedFeature> features)
    {
        var highest = features.Max(feature => Rank(feature.Properties.Confidence));
        var confident = features.Where(feature => Rank(feature.Properties.Confidence) == highest).ToList();
        var finest = confident.Min(feature => Coarseness(feature.Properties.Type));
        return [.. confident.Where(feature => Coarseness(feature.Properties.Type) == finest)];
    }

    private static int Rank(string? confidence) => confidence switch
    {
        "High" => 2,
        "Medium" => 1,
        _ => 0,
    };

    private static LocationPrecision Coarseness(string? type) => type switch
    {
        "Address" => LocationPrecision.Rooftop,
        "RoadBlock" => LocationPrecision.Block,
        _ => LocationPrecision.Area,
    };

    private static string? Doubt(FeatureProperties match, PostalAddress address, bool isOnlyMatch)
    {
        if (match.Confidence is not ("High" or "Medium"))
        {
            return Unsure;
        }

        if (match.MatchCodes?.Contains("UpHierarchy") is true)
        {
            return TooCoarse;
        }

        if (match.MatchCodes?.Contains("Ambiguous") is true)
        {
            return SeveralPlaces;
        }

        if (match.MatchCodes?.Contains("Good") is not true)
        {
            return Unsure;
        }

        if (!IsInState(match.Address, address.State))
        {
            return OtherState;
        }

        return match.Confidence == "High" ? null : DoubtOfMedium(match, address, isOnlyMatch);
    }

    /// <summary>
    /// The service gives medium confidence to guesses as well as to plain addresses that it merely had to read from separate
    /// parts: the house number and the ZIP code tell the two apart.
    /// </summary>
    private static string? DoubtOfMedium(FeatureProperties match, PostalAddress address, bool isOnlyMatch)
    {
        if (!isOnlyMatch)
        {
            return SeveralPlaces;
        }

        if (match.Type != "Address")
        {
            return TooCoarse;
        }

        var isSameHouse = string.Equals(match.Address?.StreetNumber, HouseNumber(address.Street), StringComparison.OrdinalIgnoreCase);
        var isSameZip = match.Address?.PostalCode is { } postalCode && Zip(postalCode) == Zip(address.PostalCode);
        return isSameHouse && isSameZip ? null : OtherHouse;
    }

    /// <summary>
    /// A state by its code. Territories are countries of their own in ISO 3166, and the service may call them so; their codes,
    /// unlike those of the states, mean nothing else there (IL is Israel).
    /// </summary>
    private static bool IsInState(MatchedAddress? match, string state)
    {
        var country = match?.CountryRegion?.Iso;
        if (country is not (null or "US"))
        {
            return state.ToUpperInvariant() is "AS" or "GU" or "MP" or "PR" or "VI"
                && string.Equals(country, state, StringComparison.OrdinalIgnoreCase);
        }

        return match?.AdminDistricts is [{ ShortName: { } shortName }, ..]
            && string.Equals(shortName, state, StringComparison.OrdinalIgnoreCase);
    }

    private static string HouseNumber(string street) => street.Split(' ', 2)[0];

    private static string Zip(string postalCode) => postalCode.Length > 5 ? postalCode[..5] : postalCode;

    private static GeocodeResult Locate(GeocodedFeature match)
    {
        var display = match.Properties.GeocodePoints?.FirstOrDefault(point => point.UsageTypes?.Contains("Display") is true);
        var precision = match.Properties.Type switch
        {
            "Address" => Precision(display?.CalculationMethod),
            "RoadBlock" => LocationPrecision.Block,
            _ => LocationPrecision.Area,
        };

        return precision == LocationPrecision.Area
            ? new GeocodeResult.NeedsReview(TooCoarse)
            : new GeocodeResult.Located((display?.Geometry ?? match.Geometry).Point, precision);
    }

    private static LocationPrecision Precision(string? calculationMethod) => calculationMethod switch
    {
        "Rooftop" or "Parcel" => LocationPrecision.Rooftop,
        "Interpolation" or "InterpolationOffset" => LocationPrecision.Street,
        _ => LocationPrecision.Area,
    };
}
