using System.Globalization;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>A position on Chicago's address grid, in house numbers from State and Madison.</summary>
/// <param name="East">Numbers east of State Street; negative to the west. 800 to the mile.</param>
/// <param name="North">Numbers north of Madison Street; negative to the south. 800 to the mile, but 1200, 1000 and 900 to the
/// first three miles south.</param>
internal readonly record struct GridPosition(double East, double North)
{
    /// <summary>Reads a signed grid number such as <c>2400W</c> (-2400).</summary>
    /// <param name="text">The number and its direction.</param>
    /// <exception cref="FormatException">The text is not a grid number.</exception>
    public static int ParseNumber(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            throw new FormatException($"'{text}' is not a grid number.");
        }

        var number = int.Parse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture);
        return CompassDirections.FromLetter(text[^1]).Signed(number);
    }
}
