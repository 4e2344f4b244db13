using System.Net.Mail;
using System.Text.RegularExpressions;
using PhoneNumbers;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary>What an e-mail address, a phone number and a language tag must be.</summary>
internal static partial class ContactRules
{
    private const string HomeRegion = "US";
    private static readonly PhoneNumberUtil PhoneNumbers = PhoneNumberUtil.GetInstance();

    /// <summary>An address that mail can be sent to: RFC 5321 lengths, a domain with a dot, nothing but the address.</summary>
    public static string Email(JsonFields owner, string name)
    {
        var text = owner.Text(name, 254);
        if (text.Length > 0 && !IsEmail(text))
        {
            owner.Refuse(name, "must be an e-mail address, such as ana@example.com");
        }

        return text;
    }

    /// <summary>A number that exists in its country's plan; without a country code, the United States'.</summary>
    public static string? OptionalPhone(JsonFields owner, string name)
    {
        var text = owner.OptionalText(name, 40);
        if (text is { Length: > 0 } && !IsPhone(text))
        {
            owner.Refuse(name, "must be a phone number with its area code, such as +1 312 555 0123");
        }

        return text;
    }

    /// <summary>A language tag as BCP 47 writes it.</summary>
    public static string Language(JsonFields owner, string name)
    {
        var text = owner.Text(name, 35);
        if (text.Length > 0 && !LanguageTag().IsMatch(text))
        {
            owner.Refuse(name, "must be a language tag, such as en, es or pl");
        }

        return text;
    }

    private static bool IsEmail(string text) =>
        MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.User.Length <= 64
        && !text.Any(character => char.IsWhiteSpace(character) || character is '"' or '(' or ')' or '<' or '>' or ',' or ';')
        && DomainName().IsMatch(address.Host);

    private static bool IsPhone(string text)
    {
        try
        {
            return PhoneNumbers.IsValidNumber(PhoneNumbers.Parse(text, HomeRegion));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$")]
    private static partial Regex DomainName();

    [GeneratedRegex("^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$")]
    private static partial Regex LanguageTag();
}
