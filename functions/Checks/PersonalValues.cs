using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>The values of a registration that must stand nowhere in the clear, and the search for them.</summary>
internal sealed class PersonalValues
{
    /// <summary>What is shorter is found by chance in ids and hashes.</summary>
    private const int Shortest = 4;

    private const int ShortestNumber = 7;

    /// <summary>What owners write for officers to see: <c>Label</c> of a camera, and <c>Organization</c> of a business on the map.</summary>
    private static readonly string[] OwnersOwnWords = ["label", "organization"];

    private readonly IReadOnlyList<string> _values;

    private PersonalValues(IReadOnlyList<string> values)
    {
        _values = values;
    }

    /// <summary>The name, the addresses by mail and by street, and the phone number. The name of a business stands on the map.</summary>
    public static PersonalValues Of(Registration registration)
    {
        var owner = registration.Form.Owner;
        string?[] values =
        [
            owner.Name,
            owner.Kind == OwnerKind.Residence ? owner.Organization : null,
            owner.Email,
            registration.EmailChange?.Email,
            registration.FormerEmail,
            owner.Phone,
            DigitsOf(owner.Phone),
            registration.Form.Address.Street,
        ];
        return new PersonalValues([.. values.OfType<string>().Select(value => value.Trim()).Where(value => value.Length >= Shortest)]);
    }

    /// <summary>Whether one of the values stands in a row.</summary>
    public bool StandIn(TableEntity row) => row.Any(column => !IsOwnersOwn(column.Key) && column.Value switch
    {
        string text => StandIn(text),
        byte[] bytes => StandIn(Encoding.UTF8.GetString(bytes)),
        _ => false,
    });

    /// <summary>Whether one of the values stands in a text; where that is JSON, in one of its values.</summary>
    public bool StandIn(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..] && TryParse(text) is { } json ? StandIn(json) : StandAsTheyAre(text);

    private static bool IsOwnersOwn(string name) => OwnersOwnWords.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string? DigitsOf(string? phone) =>
        phone is not null && string.Concat(phone.Where(char.IsAsciiDigit)) is { Length: >= ShortestNumber } digits ? digits : null;

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool StandIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(member => !IsOwnersOwn(member.Name) && (StandAsTheyAre(member.Name) || StandIn(member.Value))),
        JsonValueKind.Array => json.EnumerateArray().Any(StandIn),
        JsonValueKind.String => StandAsTheyAre(json.GetString()!),
        _ => false,
    };

    private bool StandAsTheyAre(string text) => _values.Any(value => IsIn(text, value));

    /// <summary>As words of their own, so that a short name is not found within another word.</summary>
    private static bool IsIn(string text, string value)
    {
        for (var start = text.IndexOf(value, StringComparison.OrdinalIgnoreCase);
            start >= 0;
            start = text.IndexOf(value, start + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = start + value.Length;
            if ((start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
