namespace ServerlessRegistry.Placards;

/// <summary>A line of a text: from the unit at <paramref name="Start"/> to the one before <paramref name="End"/>.</summary>
internal readonly record struct TextLine(int Start, int End);

/// <summary>Breaks a text into lines: as few as the width allows, and then as even as those lines can be.</summary>
internal abstract class LineBreaker
{
    private const int EveningSteps = 12;

    private LineBreaker()
    {
    }

    /// <summary>Breaks at spaces, after hyphens and after slashes; gives no lines at all when a word is wider than a line.</summary>
    public static LineBreaker AtSpaces { get; } = new SpaceBreaker();

    /// <summary>Breaks wherever a line is full.</summary>
    public static LineBreaker Anywhere { get; } = new AnywhereBreaker();

    /// <param name="text">The text, in which a line feed always ends a line.</param>
    /// <param name="width">The width of a line, in ems.</param>
    public IReadOnlyList<TextLine> Break(SetText text, float width)
    {
        var lines = BreakGreedily(text, width);
        var (narrow, wide) = (0f, width);
        for (var step = 0; step < EveningSteps && lines.Count > 1; step++)
        {
            var middle = (narrow + wide) / 2;
            var narrower = BreakGreedily(text, middle);
            if (narrower.Count == lines.Count)
            {
                (wide, lines) = (middle, narrower);
            }
            else
            {
                narrow = middle;
            }
        }

        return lines;
    }

    /// <summary>Where the line that starts here ends at the latest: past its last unit, or <paramref name="start"/> if nothing fits.</summary>
    protected abstract int FindEnd(SetText text, int start, int limit, float width);

    private List<TextLine> BreakGreedily(SetText text, float width)
    {
        var lines = new List<TextLine>();
        for (var start = SkipSpaces(text, 0); start < text.Text.Length;)
        {
            var lineFeed = text.Text.IndexOf('\n', start);
            var limit = lineFeed < 0 ? text.Text.Length : lineFeed;
            var end = limit == start ? start : FindEnd(text, start, limit, width);
            if (end == start && end != limit)
            {
                return [];
            }

            lines.Add(new TextLine(start, TrimEnd(text, start, end)));
            start = SkipSpaces(text, end == limit ? Math.Min(limit + 1, text.Text.Length) : end);
        }

        return lines;
    }

    private static int SkipSpaces(SetText text, int start)
    {
        while (start < text.Text.Length && text.Text[start] == ' ')
        {
            start++;
        }

        return start;
    }

    private static int TrimEnd(SetText text, int start, int end)
    {
        while (end > start && text.Text[end - 1] == ' ')
        {
            end--;
        }

        return end;
    }

    private static bool Fits(SetText text, int start, int end, float width) => text.Width(start, TrimEnd(text, start, end)) <= width;

    private sealed class SpaceBreaker : LineBreaker
    {
        protected override int FindEnd(SetText text, int start, int limit, float width)
        {
            var end = start;
            for (var next = start + 1; next <= limit && Fits(text, start, next, width); next++)
            {
                if (next == limit || text.Text[next] == ' ' || text.Text[next - 1] is '-' or '/')
                {
                    end = next;
                }
            }

            return end;
        }
    }

    private sealed class AnywhereBreaker : LineBreaker
    {
        protected override int FindEnd(SetText text, int start, int limit, float width)
        {
            var atSpace = AtSpaces.FindEnd(text, start, limit, width);
            if (atSpace > start)
            {
                return atSpace;
            }

            var end = start;
            while (end < limit && Fits(text, start, end + 1, width))
            {
                end++;
            }

            return end;
        }
    }
}
