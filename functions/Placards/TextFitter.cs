namespace ServerlessRegistry.Placards;

/// <summary>
/// Sets a text into a box in the largest size that fits, over as few and as even lines as that size allows. It never gives
/// up: a word too long for the box at its smallest size is broken, and then the size falls until everything is inside.
/// </summary>
internal static class TextFitter
{
    private const float SizeStep = 0.5f;

    public static FittedText Fit(PlacardTypeface typeface, string text, TextBox box)
    {
        var setText = typeface.Set(text);
        for (var size = box.LargestSize; size >= box.SmallestSize; size -= SizeStep)
        {
            if (TryFit(typeface, setText, box, size, LineBreaker.AtSpaces) is { } fitted)
            {
                return fitted;
            }
        }

        for (var size = box.LargestSize; ; size -= size > 2 * SizeStep ? SizeStep : size / 2)
        {
            if (TryFit(typeface, setText, box, size, LineBreaker.Anywhere) is { } fitted)
            {
                return fitted;
            }
        }
    }

    private static FittedText? TryFit(PlacardTypeface typeface, SetText text, TextBox box, float size, LineBreaker breaker)
    {
        var lines = breaker.Break(text, box.Width / size);
        var ascent = size * Math.Max(typeface.Ascent, text.InkAscent);
        var descent = size * Math.Max(typeface.Descent, text.InkDescent);
        var lineHeight = size * Math.Max(box.LineSpacing, text.InkAscent + text.InkDescent);
        var height = ascent + ((lines.Count - 1) * lineHeight) + descent;
        return lines.Count == 0 || lines.Count > box.MostLines || height > box.Height
            ? null
            : new FittedText(typeface, text, lines, size, ascent, lineHeight, height);
    }
}

/// <summary>The room a text has, in points.</summary>
/// <param name="Width">How wide a line may be.</param>
/// <param name="Height">From the top of the first line's ascenders to the bottom of the last line's descenders.</param>
/// <param name="LargestSize">The size of the type when there is room enough.</param>
/// <param name="SmallestSize">The size below which it is better to break a word.</param>
internal readonly record struct TextBox(float Width, float Height, float LargestSize, float SmallestSize)
{
    /// <summary>How many lines the text may take.</summary>
    public int MostLines { get; init; } = int.MaxValue;

    /// <summary>From baseline to baseline, in ems, where accents need no more.</summary>
    public float LineSpacing { get; init; } = 1.18f;
}

/// <summary>A text that has its size and its lines, but no place yet. Lengths are in points.</summary>
/// <param name="Typeface">The weight it is set in.</param>
/// <param name="Text">Its glyphs.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Size">The size of the type.</param>
/// <param name="Ascent">From the top to the first line's baseline.</param>
/// <param name="LineHeight">From baseline to baseline.</param>
/// <param name="Height">From the top of the first line to the bottom of the last, ascenders and descenders included.</param>
internal sealed record FittedText(
    PlacardTypeface Typeface, SetText Text, IReadOnlyList<TextLine> Lines, float Size, float Ascent, float LineHeight, float Height)
{
    /// <summary>The width of the widest line.</summary>
    public float Width => Lines.Max(line => Text.Width(line.Start, line.End)) * Size;
}
