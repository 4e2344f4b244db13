namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// The words of an address line, in lower case and without punctuation. The signs that mean something (<c># &amp; @ -</c>) are words of
/// their own. A line with more than fits loses its end, which <see cref="IsComplete"/> tells.
/// </summary>
internal readonly ref struct AddressWords
{
    /// <summary>Characters of a line that are read; a street line that people write has a quarter of that.</summary>
    public const int MaximumLength = 200;

    /// <summary>Words of a line that are read.</summary>
    public const int MaximumCount = 40;

    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<Range> _words;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="text">Room for its text: <see cref="MaximumLength"/> characters.</param>
    /// <param name="words">Room for its words: <see cref="MaximumCount"/> ranges.</param>
    public AddressWords(ReadOnlySpan<char> line, Span<char> text, Span<Range> words)
    {
        IsComplete = line.Length <= text.Length;
        var length = Math.Min(line.Length, text.Length);
        var (count, start, end) = (0, 0, 0);
        for (var index = 0; index < length && count < words.Length; index++)
        {
            var character = line[index];
            if (IsPartOfWord(line, index))
            {
                text[end++] = char.ToLowerInvariant(character);
                continue;
            }

            if (character is '\'' or '\u2019')
            {
                continue;
            }

            End(words);
            if (IsSign(line, index) && count < words.Length)
            {
                text[end++] = character is '\u2013' ? '-' : character;
                End(words);
            }
        }

        IsComplete &= count < words.Length;
        if (IsComplete)
        {
            End(words);
        }

        _text = text[..end];
        _words = words[..count];

        void End(Span<Range> ranges)
        {
            if (end > start)
            {
                ranges[count++] = start..end;
                start = end;
            }
        }
    }

    /// <summary>Whether the whole line was read.</summary>
    public bool IsComplete { get; }

    /// <summary>How many words there are.</summary>
    public int Count => _words.Length;

    /// <summary>A word; empty past the last one.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ReadOnlySpan<char> this[int index] => index < _words.Length ? _text[_words[index]] : [];

    private static bool IsPartOfWord(ReadOnlySpan<char> line, int index) =>
        char.IsLetterOrDigit(line[index]) || (line[index] == '/' && IsBetweenDigits(line, index));

    private static bool IsSign(ReadOnlySpan<char> line, int index) => line[index] switch
    {
        '#' or '&' or '@' or '/' => true,
        '-' or '\u2013' => IsBetweenDigits(line, index),
        _ => false,
    };

    private static bool IsBetweenDigits(ReadOnlySpan<char> line, int index) =>
        index > 0 && index + 1 < line.Length && char.IsAsciiDigit(line[index - 1]) && char.IsAsciiDigit(line[index + 1]);
}
