using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>
/// The keys that let callers run functions above <see cref="AuthorizationLevel.Anonymous"/>. The Azure Functions host keeps
/// them in its secret store; here they are settings: <c>FunctionKeys:Master</c>, <c>FunctionKeys:Host:{name}</c> and
/// <c>FunctionKeys:Functions:{function}:{name}</c>.
/// </summary>
internal sealed class FunctionKeys(IConfiguration configuration)
{
    private readonly IConfigurationSection _keys = configuration.GetSection("FunctionKeys");

    /// <summary>Whether the request carries a key that opens the function.</summary>
    public bool Allow(HttpFunction function, HttpRequest request)
    {
        if (function.Level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        return Presents(request, AcceptedKeys(function));
    }

    /// <summary>Whether the request carries the key of the whole host.</summary>
    public bool AllowAdministration(HttpRequest request) => _keys["Master"] is { Length: > 0 } master && Presents(request, [master]);

    private static bool Presents(HttpRequest request, IEnumerable<string> accepted)
    {
        var presented = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();
        return !string.IsNullOrEmpty(presented) && accepted.Any(key => AreEqual(key, presented));
    }

    private IEnumerable<string> AcceptedKeys(HttpFunction function)
    {
        IEnumerable<string?> keys = [_keys["Master"]];
        if (function.Level == AuthorizationLevel.Function)
        {
            keys = keys
                .Concat(_keys.GetSection("Host").GetChildren().Select(key => key.Value))
                .Concat(_keys.GetSection($"Functions:{function.Function.Name}").GetChildren().Select(key => key.Value));
        }

        return keys.Where(key => !string.IsNullOrEmpty(key))!;
    }

    private static bool AreEqual(string key, string presented) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(presented)));
}
