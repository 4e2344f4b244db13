using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Access;

/// <summary>
/// Checks the settings below <c>Authentication:Schemes:Bearer</c> at the start. ASP.NET Core reads them at the first request, passes over
/// names that it does not know, fails over values that it cannot read, and takes nobody's token where one is missing.
/// </summary>
internal static class BearerSettings
{
    /// <summary>The section of ASP.NET Core that holds them.</summary>
    public const string Root = "Authentication";

    private const string Section = $"{Root}:Schemes:Bearer";
    private const string SigningKeys = $"{Section}:SigningKeys";

    /// <summary>HMAC with SHA-256 takes no shorter key, in bytes.</summary>
    private const int ShortestKey = 32;

    private static readonly string[] Flags = ["RequireHttpsMetadata", "RefreshOnIssuerKeyNotFound", "IncludeErrorDetails", "MapInboundClaims", "SaveToken"];

    private static readonly string[] Times = ["BackchannelTimeout", "RefreshInterval"];

    /// <summary>What ASP.NET Core reads of the section; some are sections themselves.</summary>
    private static readonly string[] Names =
    [
        "Authority", "MetadataAddress", "ValidAudience", "ValidAudiences", "ValidIssuer", "ValidIssuers", "SigningKeys", "Challenge",
        "ForwardDefault", "ForwardAuthenticate", "ForwardChallenge", "ForwardForbid", "ForwardSignIn", "ForwardSignOut", .. Flags, .. Times,
    ];

    /// <summary>What <c>dotnet user-jwts</c> writes of a key; only the issuer and the value are read.</summary>
    private static readonly string[] KeyNames = ["Id", "Issuer", "Value", "Length"];

    /// <summary>Checks them. A registry without any takes no token at all, which is safe. An empty one counts as one that is not there.</summary>
    /// <exception cref="OptionsValidationException">One is unknown or wrong, they trust nobody, or the authority has no safe address or no audience.</exception>
    public static void Check(IConfiguration configuration)
    {
        RefuseOtherSchemes(configuration);
        var section = configuration.GetSection(Section);
        RefuseUnknown(section, Names, $"whose access tokens count is said by {Section}:Authority and {Section}:ValidAudiences:0");
        CheckValues(section);
        CheckSigningKeys(section);
        if (Value(section, "Authority") is { } authority)
        {
            CheckAuthority(section, authority);
        }
        else if (HasValue(section) && Value(section, "MetadataAddress") is null && !HasValue(section.GetSection("SigningKeys")))
        {
            throw Invalid($"{Section} has settings, but none says who signs access tokens: set {Section}:Authority, too.");
        }
    }

    private static void RefuseOtherSchemes(IConfiguration configuration)
    {
        RefuseUnknown(configuration.GetSection(Root), ["Schemes", "DefaultScheme"], $"access tokens are set up below {Section}");
        RefuseUnknown(configuration.GetSection($"{Root}:Schemes"), ["Bearer"], $"access tokens are set up below {Section}");
    }

    private static void RefuseUnknown(IConfigurationSection section, IEnumerable<string> known, string hint)
    {
        if (section.GetChildren().FirstOrDefault(child => HasValue(child) && !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Invalid($"{unknown.Path} is not known: {hint}.");
        }
    }

    private static void CheckValues(IConfigurationSection section)
    {
        if (Flags.FirstOrDefault(name => Value(section, name) is { } flag && !bool.TryParse(flag, out _)) is { } wrongFlag)
        {
            throw Invalid($"{Section}:{wrongFlag} must be true or false.");
        }

        if (Times.FirstOrDefault(name => Value(section, name) is { } text && !IsTime(text)) is { } wrongTime)
        {
            throw Invalid($"{Section}:{wrongTime} must be a time of a second or more, such as 00:01:00.");
        }

        if (Value(section, "MetadataAddress") is { } address && !IsSafe(address, section))
        {
            throw Invalid($"{Section}:MetadataAddress must be an https address, such as https://login.microsoftonline.com/TENANT/v2.0/.well-known/openid-configuration.");
        }
    }

    private static void CheckSigningKeys(IConfigurationSection section)
    {
        var issuers = Values(section, "ValidIssuer").Concat(Values(section, "ValidIssuers")).ToList();
        var keys = section.GetSection("SigningKeys").GetChildren().Where(HasValue).ToList();
        foreach (var key in keys)
        {
            RefuseUnknown(key, KeyNames, $"a key has {SigningKeys}:{{number}}:Issuer and {SigningKeys}:{{number}}:Value");
            if (Value(key, "Issuer") is not { } issuer || !issuers.Contains(issuer, StringComparer.Ordinal))
            {
                throw Invalid($"{key.Path}:Issuer must be one of {Section}:ValidIssuer and {Section}:ValidIssuers, or no token of this key counts.");
            }

            if (!IsKey(Value(key, "Value")))
            {
                throw Invalid($"{key.Path}:Value must be {ShortestKey} random bytes or more in base64, such as 'openssl rand -base64 {ShortestKey}' prints.");
            }
        }

        if (keys.Select(key => key["Issuer"]).Distinct(StringComparer.Ordinal).Count() < keys.Count)
        {
            throw Invalid($"{SigningKeys} has two keys of one issuer: keep one of them.");
        }
    }

    private static void CheckAuthority(IConfigurationSection section, string authority)
    {
        if (!IsSafe(authority, section))
        {
            throw Invalid($"{Section}:Authority must be the https address of whoever signs the tokens, such as https://login.microsoftonline.com/TENANT/v2.0.");
        }

        if (!Values(section, "ValidAudience").Concat(Values(section, "ValidAudiences")).Any())
        {
            throw Invalid($"{Section}:Authority is set, but no {Section}:ValidAudiences:0: it names the registry, such as api://CLIENT-ID, so that tokens for others are refused.");
        }
    }

    private static bool IsSafe(string text, IConfigurationSection section) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && bool.TryParse(section["RequireHttpsMetadata"], out var required) && !required));

    private static bool IsTime(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.FromSeconds(1);

    private static bool IsKey(string? text)
    {
        var key = new byte[text?.Length ?? 0];
        var isLongEnough = Convert.TryFromBase64String(text ?? "", key, out var length) && length >= ShortestKey;
        CryptographicOperations.ZeroMemory(key);
        return isLongEnough;
    }

    private static bool HasValue(IConfigurationSection section) => section.AsEnumerable().Any(setting => !string.IsNullOrWhiteSpace(setting.Value));

    private static string? Value(IConfigurationSection section, string name) => section[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static IEnumerable<string> Values(IConfigurationSection section, string name) =>
        section.GetSection(name).AsEnumerable().Select(pair => pair.Value).OfType<string>().Where(value => !string.IsNullOrWhiteSpace(value));

    private static OptionsValidationException Invalid(string sentence) => new(Section, typeof(BearerSettings), [sentence]);
}
