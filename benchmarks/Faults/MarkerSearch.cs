using System.Text;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Looks for a word in files, as it is and as base64 would hide it.</summary>
internal static class MarkerSearch
{
    /// <summary>The files that have the word in them, and how many there are to look at.</summary>
    /// <param name="files">The files; one that is gone by its turn is passed over.</param>
    /// <param name="word">A word of ASCII letters, long enough that chance does not write it.</param>
    public static (IReadOnlyList<string> Found, int Searched) Find(IEnumerable<string> files, string word)
    {
        var patterns = Patterns(word).Select(Encoding.ASCII.GetBytes).ToList();
        var (found, searched) = (new List<string>(), 0);
        foreach (var file in files.Where(File.Exists))
        {
            var content = File.ReadAllBytes(file);
            searched++;
            if (patterns.Any(pattern => content.AsSpan().IndexOf(pattern) >= 0))
            {
                found.Add(Path.GetFileName(file));
            }
        }

        return (found, searched);
    }

    /// <summary>Base64 has a word in three guises, by where in a group of three bytes it begins; their first and last letters depend on what is beside it.</summary>
    private static IEnumerable<string> Patterns(string word) =>
    [
        word,
        .. Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('\0', shift) + word)))
            .Select((text, shift) => text[(shift == 0 ? 0 : shift + 1)..^4].TrimEnd('=')),
    ];
}
