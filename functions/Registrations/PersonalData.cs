namespace ServerlessRegistry.Registrations;

/// <summary>What a registration says of its owner. It never reaches a storage but sealed.</summary>
/// <param name="Owner">Whom to ask for footage.</param>
/// <param name="Address">Where the cameras are.</param>
/// <param name="NewEmail">The address of <see cref="Registration.EmailChange"/>.</param>
/// <param name="FormerEmail">The address of <see cref="Registration.FormerEmail"/>.</param>
internal sealed record PersonalData(Owner Owner, PostalAddress Address, string? NewEmail, string? FormerEmail);
