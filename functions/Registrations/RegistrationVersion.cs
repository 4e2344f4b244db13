using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// The version of a registration as HTTP names it: a strong entity tag (RFC 9110, 8.8.3), worked out from what the owner sees. The
/// version of its row would not do: it changes with every note that the registry makes for itself.
/// </summary>
internal static class RegistrationVersion
{
    private const int Length = 22;

    /// <summary>The entity tag of a registration, with its quotes.</summary>
    public static string Of(RegistrationView view)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Default.RegistrationView);
        return $"\"{Base64Url.EncodeToString(SHA256.HashData(json))[..Length]}\"";
    }

    /// <summary>Whether the caller says of which version a change is one.</summary>
    public static bool IsDemanded(HttpRequest request) => !string.IsNullOrWhiteSpace(request.Headers.IfMatch);

    /// <summary>Whether <c>If-Match</c> is a list of entity tags or <c>*</c>; a tag without its quotes is none.</summary>
    public static bool IsReadable(HttpRequest request) =>
        EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags)
        && (tags.Count == 1 || !tags.Contains(EntityTagHeaderValue.Any));

    /// <summary>Whether <c>If-Match</c> names a version by the strong comparison (RFC 9110, 8.8.3.2), or takes any.</summary>
    public static bool IsMet(HttpRequest request, string version) =>
        EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag.Equals(version, StringComparison.Ordinal)));
}
