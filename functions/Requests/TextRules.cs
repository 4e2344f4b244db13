using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServerlessRegistry.Requests;

/// <summary>
/// What every text that a person sends becomes: trimmed and in Unicode normalization form C. Any script is fine; refused
/// are characters that cannot be seen and change what is: control characters, and those that turn the writing direction.
/// </summary>
internal static class TextRules
{
    private const int LongestNameShown = 64;

    /// <summary>The normalized text, or what is wrong with it.</summary>
    /// <param name="value">A JSON string.</param>
    /// <param name="maxLength">The most characters, in UTF-16 code units after normalization.</param>
    public static (string? Text, string? Problem) Normalize(JsonElement value, int maxLength)
    {
        string text;
        try
        {
            text = value.GetString()!.Trim().Normalize(NormalizationForm.FormC);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            return (null, "must be valid Unicode: it has half of a surrogate pair");
        }

        if (text.Length > maxLength)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"must have at most {maxLength} characters"));
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (IsRefused(rune))
            {
                return (null, string.Create(CultureInfo.InvariantCulture, $"must not have the control character U+{rune.Value:X4}"));
            }
        }

        return (text, null);
    }

    /// <summary>A JSON string; <see langword="null"/> for any other value, and for one with half of a surrogate pair.</summary>
    public static string? StringOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A property's name for an error message: short, and never with a character that <see cref="Normalize"/> refuses.</summary>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            var name = property.Name;
            return name.Length <= LongestNameShown && name.Length > 0 && !name.EnumerateRunes().Any(IsRefused) ? name : "(a field with an unusual name)";
        }
        catch (InvalidOperationException)
        {
            return "(a field with an unusual name)";
        }
    }

    private static bool IsRefused(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0xFEFF or 0xFFFE or 0xFFFF;
}
