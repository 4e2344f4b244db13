namespace ServerlessRegistry.Registrations;

/// <summary>What an owner sends to register, checked and normalized.</summary>
/// <param name="Owner">Whom to ask for footage.</param>
/// <param name="Address">Where the cameras are.</param>
/// <param name="Cameras">The cameras, 1 to 100.</param>
/// <param name="Consent">What the owner agreed to.</param>
public sealed record RegistrationForm(Owner Owner, PostalAddress Address, IReadOnlyList<Camera> Cameras, Consent Consent);
