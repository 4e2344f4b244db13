using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Disclosures;

/// <summary>Why an officer needs an owner's contact details.</summary>
/// <param name="CaseNumber">The case it is for.</param>
/// <param name="Purpose">What the officer needs them for.</param>
internal sealed record DisclosureRequest(string CaseNumber, string Purpose)
{
    /// <summary>Reads the body; what is wrong with it is noted in the fields.</summary>
    public static DisclosureRequest Read(JsonFields body) => new(CaseFields.CaseNumber(body), CaseFields.Purpose(body));
}
