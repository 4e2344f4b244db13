using System.Text.RegularExpressions;

namespace ServerlessRegistry.Notifications;

/// <summary>Words in braces that stand for what a text is about.</summary>
internal static partial class Placeholders
{
    /// <summary>Fills a text in one pass, so that braces in a value stay what they are.</summary>
    /// <exception cref="KeyNotFoundException">The text has a placeholder that nothing stands for.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, match => values[match.Value]);

    /// <summary>The placeholders of a text.</summary>
    public static IReadOnlySet<string> In(string text) => Placeholder().Matches(text).Select(match => match.Value).ToHashSet();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
