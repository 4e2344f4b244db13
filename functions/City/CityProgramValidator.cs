using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.City;

/// <summary>
/// Refuses a program that cannot be printed or reached. The lengths are those at which every text still stands on a
/// letter-size placard in a legible size; the characters are those of the embedded typeface.
/// </summary>
internal sealed partial class CityProgramValidator(PublicSans publicSans) : IValidateOptions<CityProgram>
{
    private const int LongestSiteUrl = 120;

    public ValidateOptionsResult Validate(string? name, CityProgram options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(CityProgram program)
    {
        IEnumerable<string?> failures =
        [
            Drawn("City:ProgramName", program.ProgramName, 120),
            Text("City:CityName", program.CityName, 60),
            UnitedStates.IsState(program.State) ? null : "City:State must be the two letters of the city's state, such as IL",
            ZipCode().IsMatch(program.PostalCode) ? null : "City:PostalCode must be a ZIP code of the city, such as 60601",
            Drawn("City:Agency", program.Agency, 100),
            .. Contact(program.Contact),
            .. program.Languages.Select(Language),
            SiteUrl(program.SiteUrl),
            TermsVersion(program.TermsVersion),
            .. Placard(program.Placard),
        ];
        return failures.OfType<string>();
    }

    private static IEnumerable<string?> Contact(CityContact contact)
    {
        if (string.IsNullOrWhiteSpace(contact.Email) && string.IsNullOrWhiteSpace(contact.Phone) && string.IsNullOrWhiteSpace(contact.Url))
        {
            return ["City:Contact needs an Email, a Phone or a Url, so that residents can reach the program"];
        }

        return
        [
            Optional("City:Contact:Email", contact.Email, EmailAddress(), "must be an e-mail address such as cameras@example.org"),
            Optional("City:Contact:Phone", contact.Phone, PhoneNumber(), "must be a telephone number of up to 40 digits, spaces and + - ( ) . signs"),
            string.IsNullOrEmpty(contact.Url) ? null : WebAddress("City:Contact:Url", contact.Url, 200),
        ];
    }

    private IEnumerable<string?> Placard(PlacardWording wording) =>
    [
        Drawn("City:Placard:Headline", wording.Headline, 90),
        Drawn("City:Placard:Statement", wording.Statement, 240, mayBreakLines: true),
        Drawn("City:Placard:CodeLabel", wording.CodeLabel, 40),
        Drawn("City:Placard:ValidThrough", wording.ValidThrough, 60)
            ?? Placeholder("City:Placard:ValidThrough", wording.ValidThrough, "{month}")
            ?? Placeholder("City:Placard:ValidThrough", wording.ValidThrough, "{year}")
            ?? NoOther("City:Placard:ValidThrough", wording.ValidThrough, "{month}", "{year}"),
        Drawn("City:Placard:Check", wording.Check, 120) ?? NoOther("City:Placard:Check", wording.Check, "{site}"),
        wording.Months.Count == 12 ? null : $"City:Placard:Months must name 12 months, but names {wording.Months.Count}",
        .. wording.Months.Select((month, index) => Drawn(string.Create(CultureInfo.InvariantCulture, $"City:Placard:Months:{index}"), month, 20)),
    ];

    private static string? Text(string setting, string? text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"{setting} is missing";
        }

        return text.Length > longest
            ? string.Create(CultureInfo.InvariantCulture, $"{setting} has {text.Length} characters, of which at most {longest} fit")
            : null;
    }

    private string? Drawn(string setting, string? text, int longest, bool mayBreakLines = false)
    {
        if (Text(setting, text, longest) is { } failure)
        {
            return failure;
        }

        var drawn = mayBreakLines ? text!.Replace("\n", "", StringComparison.Ordinal) : text!;
        return publicSans.FindUndrawable(drawn) is { } rune ? Undrawable(setting, rune) : null;
    }

    private static string Undrawable(string setting, Rune rune)
    {
        var shown = Rune.IsControl(rune) ? "" : $" ({rune})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{setting} has the character U+{rune.Value:X4}{shown}, which the placards' typeface, Public Sans, cannot draw");
    }

    private static string? Placeholder(string setting, string text, string placeholder) =>
        text.Contains(placeholder, StringComparison.Ordinal) ? null : $"{setting} must hold {placeholder} where it belongs in the sentence";

    /// <summary>What is left in braces would be printed as it stands.</summary>
    private static string? NoOther(string setting, string text, params IEnumerable<string> placeholders) =>
        placeholders.Aggregate(text, (rest, placeholder) => rest.Replace(placeholder, "", StringComparison.Ordinal)).AsSpan().IndexOfAny('{', '}') < 0
            ? null
            : $"{setting} has something in braces that stands for nothing: only {string.Join(" and ", placeholders)} may stand there";

    private static string? Optional(string setting, string? text, Regex form, string demand) =>
        string.IsNullOrEmpty(text) || form.IsMatch(text) ? null : $"{setting} {demand}";

    private static string? Language(string tag, int index) => LanguageTag().IsMatch(tag)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"City:Languages:{index} must be a language tag such as en or es-MX");

    private static string? SiteUrl(string url)
    {
        if (WebAddress("City:SiteUrl", url, LongestSiteUrl) is { } failure)
        {
            return failure;
        }

        return url.EndsWith('/') || url.Contains('?', StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal)
            ? "City:SiteUrl must end without a slash, a query or a fragment, because the placards' addresses continue it"
            : null;
    }

    private static string? WebAddress(string setting, string? url, int longest)
    {
        if (Text(setting, url, longest) is { } failure)
        {
            return failure;
        }

        if (url.AsSpan().IndexOfAnyExceptInRange('!', '~') is var strange and >= 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{setting} has the character U+{(int)url![strange]:X4}, which a web address must carry percent-encoded or as punycode");
        }

        var isWebAddress = Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && url.Contains("://", StringComparison.Ordinal)
            && uri.UserInfo.Length == 0;
        return isWebAddress ? null : $"{setting} must be an absolute http or https address such as https://cameras.example.org";
    }

    private static string? TermsVersion(string version) =>
        Text("City:TermsVersion", version, 40) ?? (VersionName().IsMatch(version)
            ? null
            : "City:TermsVersion may hold letters, digits, dots, hyphens and underscores only");

    [GeneratedRegex(@"\A[^@\s]{1,64}@[^@\s]+\.[^@\s.]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmailAddress();

    [GeneratedRegex(@"\A[0-9 +().-]{3,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[0-9]{5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZipCode();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionName();
}
