namespace ServerlessRegistry.Placards;

/// <summary>A text as glyphs, one for each UTF-16 unit, with where each begins.</summary>
/// <param name="Text">The text itself.</param>
/// <param name="Glyphs">The typeface's glyph numbers.</param>
/// <param name="Edges">In ems: where each glyph begins, and at last where the text ends.</param>
/// <param name="InkAscent">In ems: how far the ink rises above the baseline.</param>
/// <param name="InkDescent">In ems: how far it hangs below.</param>
internal sealed record SetText(string Text, ushort[] Glyphs, float[] Edges, float InkAscent, float InkDescent)
{
    /// <summary>How wide a part of the text is, in ems.</summary>
    public float Width(int start, int end) => Edges[end] - Edges[start];
}
