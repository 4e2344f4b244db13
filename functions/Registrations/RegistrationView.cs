using ServerlessRegistry.City;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Registrations;

/// <summary>A registration as its owner sees it.</summary>
/// <param name="Id">What names it.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="StatusReason">Why it needs review.</param>
/// <param name="Owner">Whom to ask for footage.</param>
/// <param name="Address">Where the cameras are.</param>
/// <param name="Cameras">The cameras.</param>
/// <param name="Consent">What the owner agreed to.</param>
/// <param name="Location">The position of the address, once it is placed.</param>
/// <param name="Beat">The police beat it is in, where that is known.</param>
/// <param name="Placard">The placard, once there is one.</param>
/// <param name="EmailConfirmed">Whether the owner has shown that the e-mail address is theirs, where that is demanded. Nothing is done before.</param>
/// <param name="PendingEmail">The address that is to replace the owner's, once it is confirmed.</param>
/// <param name="SubmittedAt">When it came in.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="ValidUntil">Until when it counts.</param>
public sealed record RegistrationView(
    string Id,
    RegistrationStatus Status,
    string? StatusReason,
    Owner Owner,
    PostalAddress Address,
    IReadOnlyList<Camera> Cameras,
    Consent Consent,
    LocationView? Location,
    string? Beat,
    PlacardView? Placard,
    bool EmailConfirmed,
    string? PendingEmail,
    DateTimeOffset SubmittedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ValidUntil)
{
    /// <summary>Shows a registration.</summary>
    /// <param name="registration">The registration.</param>
    /// <param name="program">The city's program, whose site the placard leads to.</param>
    public static RegistrationView Of(Registration registration, CityProgram program) => new(
        registration.Id.Value,
        registration.Status,
        registration.StatusReason,
        registration.Form.Owner,
        registration.Form.Address,
        registration.Form.Cameras,
        registration.Form.Consent,
        registration.Location is { } location ? LocationView.Of(location) : null,
        registration.Beat,
        registration.HasPlacard
            ? new PlacardView(registration.PlacardCode.Value, program.CheckUrl(registration.PlacardCode), registration.ValidUntil)
            : null,
        !registration.AwaitsConfirmation,
        registration.EmailChange?.Email,
        registration.SubmittedAt,
        registration.UpdatedAt,
        registration.ValidUntil);
}

/// <summary>Where a registration is.</summary>
/// <param name="Point">The position.</param>
/// <param name="Precision">What it stands for.</param>
/// <param name="Source">Who or what placed it.</param>
public sealed record LocationView(PointGeometry Point, LocationPrecision Precision, LocationSource Source)
{
    /// <summary>Shows a location.</summary>
    public static LocationView Of(Location location) => new(PointGeometry.Of(location.Point), location.Precision, location.Source);
}

/// <summary>A registration's placard.</summary>
/// <param name="Code">The code that is printed on it.</param>
/// <param name="Url">Where its QR code leads.</param>
/// <param name="ValidUntil">Until when it counts.</param>
public sealed record PlacardView(string Code, string Url, DateTimeOffset ValidUntil);
