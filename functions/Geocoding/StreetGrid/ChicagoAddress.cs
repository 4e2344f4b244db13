using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>Tells Chicago's addresses from those of its suburbs, which use the same streets and numbers.</summary>
internal static class ChicagoAddress
{
    private const int ZipLength = 5;
    private const int ZipPlusFourLength = 10;

    /// <summary>Whether city and state are Chicago, Illinois.</summary>
    /// <param name="address">The address.</param>
    public static bool IsInCity(PostalAddress address) =>
        address.City.AsSpan().Trim().Equals("Chicago", StringComparison.OrdinalIgnoreCase)
        && (address.State.AsSpan().Trim().Equals("IL", StringComparison.OrdinalIgnoreCase)
            || address.State.AsSpan().Trim().Equals("Illinois", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether a ZIP code, with or without its four extra digits, belongs to Chicago: 606xx except those that went to suburbs, and the
    /// others that the city shares with a neighbour.
    /// </summary>
    /// <param name="postalCode">The ZIP code.</param>
    public static bool IsPostalCode(string postalCode)
    {
        var code = postalCode.AsSpan().Trim();
        if (code.Length == ZipPlusFourLength && code[ZipLength] == '-' && !code[(ZipLength + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            code = code[..ZipLength];
        }

        return code.Length == ZipLength
            && !code.ContainsAnyExceptInRange('0', '9')
            && code switch
            {
                "60627" or "60648" or "60650" or "60658" => false,
                "60701" or "60706" or "60707" or "60827" => true,
                _ => code.StartsWith("606", StringComparison.Ordinal) && code is not "60600",
            };
    }
}
