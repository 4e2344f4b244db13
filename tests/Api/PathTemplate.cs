namespace ServerlessRegistry.Tests.Api;

/// <summary>Paths with parameters in braces, such as <c>/api/registrations/{id}</c>.</summary>
internal static class PathTemplate
{
    /// <summary>Whether a path is one of the template's.</summary>
    public static bool Matches(string template, string path)
    {
        var expected = template.Split('/');
        var actual = path.Split('/');
        return expected.Length == actual.Length && expected.Zip(actual).All(pair => IsParameter(pair.First) || pair.First == pair.Second);
    }

    /// <summary>The path with a value for each of its parameters.</summary>
    public static string Fill(string template, Func<string, string> valueOf) =>
        string.Join('/', template.Split('/').Select(part => IsParameter(part) ? Uri.EscapeDataString(valueOf(part[1..^1])) : part));

    private static bool IsParameter(string part) => part.StartsWith('{');
}
