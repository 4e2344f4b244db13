using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Disclosures;

/// <summary>What an owner gets to see of the disclosures: the setting <c>Disclosures:WithholdCaseNumbers</c>.</summary>
/// <param name="WithholdCaseNumbers">Whether the case numbers stay with the agency.</param>
public sealed record DisclosureOptions(bool WithholdCaseNumbers)
{
    private const string Setting = "Disclosures:WithholdCaseNumbers";

    /// <summary>Reads the setting; without it, owners see the case numbers.</summary>
    /// <exception cref="OptionsValidationException">It is neither true nor false.</exception>
    public static DisclosureOptions From(IConfiguration configuration) => configuration[Setting] switch
    {
        var text when string.IsNullOrWhiteSpace(text) => new DisclosureOptions(false),
        var text when bool.TryParse(text, out var withhold) => new DisclosureOptions(withhold),
        _ => throw new OptionsValidationException(nameof(Disclosures), typeof(DisclosureOptions), [$"{Setting} must be true or false."]),
    };
}
