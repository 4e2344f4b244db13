namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>A registry that is already running, as environment variables tell.</summary>
/// <param name="Address">Its scheme, host and port.</param>
/// <param name="Tokens">Access tokens by role; a role of which there is none is missing.</param>
internal sealed record RemoteRegistry(Uri Address, IReadOnlyDictionary<string, string> Tokens)
{
    /// <summary>Names the registry's address, such as <c>http://127.0.0.1:7071</c>.</summary>
    public const string UrlVariable = "REGISTRY_URL";

    /// <summary>The variable that holds the access token of each role.</summary>
    public static readonly IReadOnlyDictionary<string, string> TokenVariables = new Dictionary<string, string>
    {
        ["Registry.Officer"] = "REGISTRY_OFFICER_TOKEN",
        ["Registry.Auditor"] = "REGISTRY_AUDITOR_TOKEN",
        ["Registry.Coordinator"] = "REGISTRY_COORDINATOR_TOKEN",
    };

    /// <summary>Whether the tests are for such a registry.</summary>
    public static bool IsGiven => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(UrlVariable));

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">The value of a variable, if it is set.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public static RemoteRegistry Read(Func<string, string?> variable)
    {
        var url = variable(UrlVariable)?.Trim();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"{UrlVariable} is '{url}': it must be an address such as http://127.0.0.1:7071.");
        }

        var tokens = from role in TokenVariables
                     let token = variable(role.Value)?.Trim()
                     where !string.IsNullOrEmpty(token)
                     select KeyValuePair.Create(role.Key, token);
        return new RemoteRegistry(address, tokens.ToDictionary());
    }
}
