using System.Collections.Frozen;
using System.Text.RegularExpressions;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary>What a state and a ZIP code must be.</summary>
internal static partial class UnitedStates
{
    /// <summary>States, the federal district and the inhabited territories, as the Postal Service abbreviates them.</summary>
    private static readonly FrozenSet<string> States = (
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX "
        + "UT VT VA WA WV WI WY AS GU MP PR VI").Split(' ').ToFrozenSet();

    /// <summary>Whether these are a state's two letters, in capitals.</summary>
    public static bool IsState(string letters) => States.Contains(letters);

    /// <summary>A state's two letters, in capitals.</summary>
    public static string State(JsonFields address, string name)
    {
        var text = address.Text(name, 40).ToUpperInvariant();
        if (text.Length > 0 && !States.Contains(text))
        {
            address.Refuse(name, "must be the two letters of a US state, such as IL");
        }

        return text;
    }

    /// <summary>A ZIP code of five digits, or nine with a hyphen.</summary>
    public static string PostalCode(JsonFields address, string name)
    {
        var text = address.Text(name, 40);
        if (text.Length > 0 && !ZipCode().IsMatch(text))
        {
            address.Refuse(name, "must be a ZIP code, such as 60613 or 60613-1234");
        }

        return text;
    }

    [GeneratedRegex("^[0-9]{5}(?:-[0-9]{4})?$")]
    private static partial Regex ZipCode();
}
