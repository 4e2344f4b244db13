using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>
/// The path of a blob trigger, such as <c>uploads/{name}.{extension}</c>. A name in braces stands for any characters,
/// slashes too, as many as possible from left to right; doubled braces stand for single ones; letter case counts.
/// </summary>
internal sealed partial class BlobPattern
{
    private readonly Lazy<Regex> _blobName;
    private readonly string[] _names;

    private BlobPattern(string container, string prefix, string blobName, string[] names)
    {
        Container = container;
        Prefix = prefix;
        _names = names;

        // The first blob needs it, not the start of the host: to build one takes 40 ms.
        _blobName = new Lazy<Regex>(() => new Regex(blobName, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }

    /// <summary>The container.</summary>
    public string Container { get; }

    /// <summary>What every matching blob's name starts with.</summary>
    public string Prefix { get; }

    /// <summary>The names in braces.</summary>
    public static IEnumerable<string> Names(string path) =>
        Part().Matches(path).Where(part => part.Groups["name"].Success).Select(part => part.Groups["name"].Value);

    /// <summary>Reads a path.</summary>
    /// <exception cref="StartException">It is not one; the message names the function.</exception>
    public static BlobPattern Parse(FunctionDescriptor function, string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == path.Length - 1)
        {
            throw new StartException(
                $"The path '{path}' of function '{function.Name}' is not one: write it as 'container/blob' or 'container/{{name}}'.");
        }

        var container = StorageNames.CheckContainer(function, path[..slash]);
        var prefix = new StringBuilder();
        var expression = new StringBuilder("^");
        var names = new List<string>();
        foreach (var part in Part().Matches(path[(slash + 1)..]).Cast<Match>())
        {
            if (part.Groups["brace"].Success)
            {
                throw new StartException(
                    $"The path '{path}' of function '{function.Name}' has a '{part.Value}' that belongs to no name: " +
                    "double it where the blob's name has one.");
            }

            if (part.Groups["name"].Success)
            {
                names.Add(part.Groups["name"].Value);
                expression.Append("(.*)");
                continue;
            }

            var literal = part.Groups["doubled"].Success ? part.Value[..1] : part.Value;
            expression.Append(Regex.Escape(literal));
            prefix.Append(names.Count == 0 ? literal : "");
        }

        return new BlobPattern(container, prefix.ToString(), $"{expression}$", [.. names]);
    }

    /// <summary>Whether a blob's name matches, and what its names in braces then stand for, whatever their letter case.</summary>
    public bool TryMatch(string blobName, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values)
    {
        var match = _blobName.Value.Match(blobName);
        values = null;
        if (match.Success)
        {
            var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (index, name) in _names.Index())
            {
                found[name] = match.Groups[index + 1].Value;
            }

            values = found;
        }

        return match.Success;
    }

    [GeneratedRegex(@"(?<doubled>\{\{|\}\})|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|(?<brace>[{}])|[^{}]+")]
    private static partial Regex Part();
}
