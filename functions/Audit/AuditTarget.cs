using System.Text.Json;

namespace ServerlessRegistry.Audit;

/// <summary>What an action was about, as a JSON object.</summary>
internal static class AuditTarget
{
    /// <summary>One registration.</summary>
    /// <param name="id">Its id, as the request had it: up to 64 characters are kept of what is no id.</param>
    public static JsonElement Registration(string id) => Of(("registrationId", id.Length <= 64 ? id : id[..64]));

    /// <summary>Named values; those that are <see langword="null"/> are left out.</summary>
    public static JsonElement Of(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var target = new Dictionary<string, string>();
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                target[name] = value;
            }
        }

        return JsonSerializer.SerializeToElement(target, AuditJson.Default.DictionaryStringString);
    }

    /// <summary>What a request body asked for, without what an entry has in places of its own.</summary>
    /// <param name="body">A body of known fields, such as an officer's search.</param>
    public static JsonElement Of(JsonElement body) => JsonSerializer.SerializeToElement(
        body.EnumerateObject()
            .Where(field => field.Name is not ("caseNumber" or "purpose") && field.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(field => field.Name, field => field.Value),
        AuditJson.Default.DictionaryStringJsonElement);
}
