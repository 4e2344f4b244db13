using System.Globalization;
using System.Text;

namespace ServerlessRegistry.Notifications;

/// <summary>
/// Which names a mail says. Anybody can register with anybody's address, so a name is also a way to have the registry send
/// strangers what one likes: a mail says names of a few words and nothing that a reader or a mail program takes for a link.
/// </summary>
internal static class GreetingName
{
    private const int Longest = 60;
    private const int MostWords = 6;
    private const int MostMarks = 3;

    /// <summary>The name; <see langword="null"/> where the mail had better do without.</summary>
    public static string? Of(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return name.Length <= Longest && words.Length is > 0 and <= MostWords && words.All(IsWord) ? string.Join(' ', words) : null;
    }

    /// <summary>Letters with their marks, and the signs that names have. A dot ends a word: with a letter after it, it might be a web address.</summary>
    private static bool IsWord(string word)
    {
        var letters = 0;
        var marks = 0;
        foreach (var rune in word.TrimEnd('.', ',').EnumerateRunes())
        {
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            marks = isMark ? marks + 1 : 0;
            letters += Rune.IsLetter(rune) ? 1 : 0;
            var isPartOfAName = Rune.IsLetter(rune) || (isMark && letters > 0 && marks <= MostMarks) || rune.Value is '-' or '\'' or '’';
            if (!isPartOfAName)
            {
                return false;
            }
        }

        return letters > 0;
    }
}
