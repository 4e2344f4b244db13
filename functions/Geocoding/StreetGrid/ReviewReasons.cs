namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>Why an address takes a person to place it, and what that person can do. No reason repeats any of the address.</summary>
internal static class ReviewReasons
{
    public const string OutsideChicago =
        "The address is not in Chicago, Illinois, which is all that the street grid covers; correct the city and state, or set the location on the map.";

    public const string NotChicagoPostalCode =
        "The postal code is not one of Chicago's; correct it, or set the location on the map.";

    public const string TooLong =
        "The street line is too long to be an address; shorten it to house number, direction and street.";

    public const string PostOfficeBox =
        "A post office box has no place on the map; give the street address where the cameras are.";

    public const string Intersection =
        "An intersection is not an address; give the house number and the street where the cameras are.";

    public const string NoHouseNumber =
        "The street line does not start with a house number; add it in front of the street.";

    public const string UnknownStreet =
        "No Chicago street of this name is known; check its spelling, or set the location on the map.";

    public const string UnreadableEnd =
        "Something after the street was not understood; keep only house number, direction and street, and move the rest to the unit.";

    public const string DirectionMissing =
        "More than one place has this house number and street; add N, S, E or W in front of the street.";

    public const string DirectionWrong =
        "The street has no house numbers in this direction; check the N, S, E or W in front of it.";

    public const string TypeMissing =
        "More than one street has this name; add its type, such as St, Ave or Pl.";

    public const string NumberOutOfRange =
        "The street has no such house number in Chicago; check the number and the direction.";
}
