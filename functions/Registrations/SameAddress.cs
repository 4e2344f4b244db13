using System.Globalization;
using System.Net.Mail;
using System.Text;
using ServerlessRegistry.Geocoding.StreetGrid;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// What two ways of writing one address have in common: letter case, punctuation, the usual abbreviations of directions and street
/// types, the word in front of a unit and the four extra digits of a ZIP code do not count.
/// </summary>
internal static class SameAddress
{
    private const int ZipCodeLength = 5;
    private static readonly IdnMapping Domains = new();

    /// <summary>A postal address in its normal form.</summary>
    public static string Of(PostalAddress address) => string.Join(
        '|',
        Words(address.Street, isUnit: false),
        Words(address.Unit ?? "", isUnit: true),
        Words(address.City, isUnit: false),
        address.State,
        address.PostalCode[..ZipCodeLength]);

    /// <summary>An e-mail address in its normal form. Mail servers tell no letter case apart, whatever RFC 5321 lets them.</summary>
    public static string Of(string email)
    {
        var address = new MailAddress(email);
        return $"{address.User.Normalize(NormalizationForm.FormC).ToLowerInvariant()}@{AsciiDomain(address.Host).ToLowerInvariant()}";
    }

    private static string Words(string line, bool isUnit)
    {
        var words = new AddressWords(
            line.Normalize(NormalizationForm.FormKC), stackalloc char[AddressWords.MaximumLength], stackalloc Range[AddressWords.MaximumCount]);
        var normal = new List<string>();
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (!isUnit)
            {
                normal.Add(Directions.TryRead(word, out var direction) ? $"{direction}" : StreetTypes.TryRead(word, out var type) ? type : word.ToString());
            }
            else if (!UnitWords.IsDesignator(word))
            {
                normal.Add(word.ToString());
            }
        }

        return string.Join(' ', normal);
    }

    private static string AsciiDomain(string domain)
    {
        try
        {
            return Domains.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
