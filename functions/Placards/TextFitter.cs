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
        var lineHeight = size * box.LineSpacing;
        var height = (size * (typeface.Ascent + typeface.Descent)) + ((lines.Count - 1) * lineHeight);
        return lines.Count == 0 || lines.Count > box.MostLines || height > box.Height
            ? null
            : new FittedText(typeface, text, lines, size, lineHeight, height);
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

    /// <summary>From baseline to baseline, in ems.</summary>
    public float LineSpacing { get; init; } = 1.18f;
}

/// <summary>A text that has its size and its lines, but no place yet. Lengths are in points.</summary>
internal sealed record FittedText(PlacardTypeface Typeface, SetText Text, IReadOnlyList<TextLine> Lines, float Size, float LineHeight, float Height)
{
    public float Width => Lines.Max(line => Text.Width(line.Start, line.End)) * Size;
}
