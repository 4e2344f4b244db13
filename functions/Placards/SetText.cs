namespace ServerlessRegistry.Placards;

/// <summary>A text as glyphs, one for each UTF-16 unit, with where each begins.</summary>
/// <param name="Text">The text itself.</param>
/// <param name="Glyphs">The typeface's glyph numbers.</param>
/// <param name="Edges">In ems: where each glyph begins, and at last where the text ends.</param>
internal sealed record SetText(string Text, ushort[] Glyphs, float[] Edges)
{
    /// <summary>How wide a part of the text is, in ems.</summary>
    public float Width(int start, int end) => Edges[end] - Edges[start];
}
