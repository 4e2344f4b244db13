using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>A fitted text in its place on the page. Lengths are in points, from the top left corner of the page.</summary>
/// <param name="Text">The text with its size and lines.</param>
/// <param name="Bounds">From the first line's ascenders to the last line's descenders, as wide as the widest line.</param>
/// <param name="IsCentered">Whether lines are centred in the bounds, or else begin at their left edge.</param>
/// <param name="Color">The colour of the type.</param>
/// <param name="Background">What lies behind it.</param>
internal sealed record PlacedText(FittedText Text, SKRect Bounds, bool IsCentered, SKColor Color, SKColor Background)
{
    /// <summary>Centres a text on a vertical line, below a height.</summary>
    public static PlacedText Centered(FittedText text, float middle, float top, SKColor color, SKColor background) =>
        new(text, SKRect.Create(middle - (text.Width / 2), top, text.Width, text.Height), IsCentered: true, color, background);

    /// <summary>Puts a text's top left corner at a point.</summary>
    public static PlacedText AtLeft(FittedText text, float left, float top, SKColor color, SKColor background) =>
        new(text, SKRect.Create(left, top, text.Width, text.Height), IsCentered: false, color, background);

    /// <summary>Draws the text as text, one run of glyphs a line, so that a PDF keeps it readable to machines.</summary>
    public void Draw(SKCanvas canvas)
    {
        using var font = Text.Typeface.CreateFont(Text.Size);
        using var paint = new SKPaint { Color = Color, IsAntialias = true };
        var baseline = Bounds.Top + Text.Ascent;
        foreach (var line in Text.Lines.Where(line => line.End > line.Start))
        {
            var width = Text.Text.Width(line.Start, line.End) * Text.Size;
            using var run = CreateRun(font, line);
            canvas.DrawText(run, IsCentered ? Bounds.MidX - (width / 2) : Bounds.Left, baseline, paint);
            baseline += Text.LineHeight;
        }
    }

    private SKTextBlob CreateRun(SKFont font, TextLine line)
    {
        var positions = new float[line.End - line.Start];
        for (var index = 0; index < positions.Length; index++)
        {
            positions[index] = Text.Text.Width(line.Start, line.Start + index) * Text.Size;
        }

        using var builder = new SKTextBlobBuilder();
        builder.AddHorizontalRun(Text.Text.Glyphs.AsSpan(line.Start, positions.Length), font, positions, 0);
        return builder.Build()!;
    }
}
