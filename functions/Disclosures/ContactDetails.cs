using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Disclosures;

/// <summary>Whom to ask for footage, and where.</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="Owner">The owner.</param>
/// <param name="Address">Where the cameras are.</param>
public sealed record ContactDetails(string RegistrationId, Owner Owner, PostalAddress Address)
{
    /// <summary>Shows a registration's contact details; <see langword="null"/> where it is not on the map, since officers find only what is.</summary>
    public static ContactDetails? Of(Registration? registration, DateTimeOffset now) =>
        registration is { IsOnMap: true } && registration.ValidUntil > now
            ? new ContactDetails(registration.Id.Value, registration.Form.Owner, registration.Form.Address)
            : null;
}
