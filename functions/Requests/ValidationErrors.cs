namespace ServerlessRegistry.Requests;

/// <summary>Everything that is wrong with a request body, by JSON path, in the order it was found.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, List<string>> _messages = [];

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _messages.Count > 0;

    /// <summary>Notes what is wrong at a path such as <c>cameras[0].retentionDays</c>.</summary>
    /// <param name="path">The JSON path; empty for the body as a whole.</param>
    /// <param name="message">What the value must be; it follows the path, so it starts with a verb.</param>
    public void Add(string path, string message)
    {
        if (!_messages.TryGetValue(path, out var messages))
        {
            _messages[path] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>The messages as <c>errors</c> of a problem document has them.</summary>
    public Dictionary<string, string[]> ToDictionary() => _messages.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
}
