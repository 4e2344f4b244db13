using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Access;

/// <summary>
/// Checks the settings below <c>Authentication:Schemes:Bearer</c> at the start. ASP.NET Core reads them at the first request, passes over
/// names that it does not know, and takes nobody's token where one is missing.
/// </summary>
internal static class BearerSettings
{
    private const string Section = "Authentication:Schemes:Bearer";

    /// <summary>What ASP.NET Core reads of the section; some are sections themselves.</summary>
    private static readonly string[] Names =
    [
        "Authority", "MetadataAddress", "RequireHttpsMetadata", "ValidAudience", "ValidAudiences", "ValidIssuer", "ValidIssuers", "SigningKeys",
        "BackchannelTimeout", "RefreshInterval", "RefreshOnIssuerKeyNotFound", "IncludeErrorDetails", "MapInboundClaims", "SaveToken", "Challenge",
        "ForwardDefault", "ForwardAuthenticate", "ForwardChallenge", "ForwardForbid", "ForwardSignIn", "ForwardSignOut",
    ];

    /// <summary>Checks them. A registry without any takes no token at all, which is safe.</summary>
    /// <exception cref="OptionsValidationException">One is unknown, or the authority has no safe address or no audience.</exception>
    public static void Check(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section.GetChildren().FirstOrDefault(child => !Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Invalid($"{unknown.Path} is not known: whose access tokens count is said by {Section}:Authority and {Section}:ValidAudiences:0.");
        }

        var authority = section["Authority"];
        if (string.IsNullOrWhiteSpace(authority))
        {
            return;
        }

        if (!IsSafe(authority, section["RequireHttpsMetadata"]))
        {
            throw Invalid($"{Section}:Authority must be the https address of whoever signs the tokens, such as https://login.microsoftonline.com/TENANT/v2.0.");
        }

        if (!Values(section, "ValidAudience").Concat(Values(section, "ValidAudiences")).Any())
        {
            throw Invalid($"{Section}:Authority is set, but no {Section}:ValidAudiences:0: it names the registry, such as api://CLIENT-ID, so that tokens for others are refused.");
        }
    }

    private static bool IsSafe(string authority, string? requireHttps) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && bool.TryParse(requireHttps, out var required) && !required));

    private static IEnumerable<string> Values(IConfigurationSection section, string name) =>
        section.GetSection(name).AsEnumerable().Select(pair => pair.Value).OfType<string>().Where(value => !string.IsNullOrWhiteSpace(value));

    private static OptionsValidationException Invalid(string sentence) => new(Section, typeof(BearerSettings), [sentence]);
}
