namespace ServerlessRegistry.Registrations;

/// <summary>What the owner agreed to. There is no registration without it.</summary>
/// <param name="Accepted">Always true.</param>
/// <param name="TermsVersion">The version of the terms that the owner saw.</param>
public sealed record Consent(bool Accepted, string TermsVersion);
