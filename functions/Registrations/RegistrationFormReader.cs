using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary>Reads and checks the body of a registration, field by field.</summary>
internal static class RegistrationFormReader
{
    /// <summary>The most cameras of one registration.</summary>
    public const int MaxCameras = 100;

    /// <summary>Reads the body; what is wrong with it is noted in the fields.</summary>
    public static RegistrationForm Read(JsonFields body) => new(
        body.Object("owner", ReadOwner),
        body.Object("address", ReadAddress),
        body.Objects("cameras", 1, MaxCameras, ReadCamera),
        body.Object("consent", ReadConsent));

    private static Owner ReadOwner(JsonFields owner)
    {
        var kind = owner.Choice<OwnerKind>("kind");
        var organization = owner.OptionalText("organization", 120);
        if (kind == OwnerKind.Business && organization is null)
        {
            owner.Refuse("organization", "is required for a business");
        }

        return new Owner(
            kind,
            owner.Text("name", 100),
            organization,
            ContactRules.Email(owner, "email"),
            ContactRules.OptionalPhone(owner, "phone"),
            ContactRules.Language(owner, "language"));
    }

    private static PostalAddress ReadAddress(JsonFields address) => new(
        address.Text("street", 200),
        address.OptionalText("unit", 50),
        address.Text("city", 100),
        UnitedStates.State(address, "state"),
        UnitedStates.PostalCode(address, "postalCode"));

    private static Camera ReadCamera(JsonFields camera) => new(
        camera.Text("label", 80),
        camera.OptionalNumber("facing", 0, 360) is { } facing ? facing % 360 : null,
        camera.OptionalNumber("fieldOfView", 1, 360),
        camera.OptionalNumber("range", 1, 1000),
        camera.Texts("covers", 20, 40),
        camera.WholeNumber("retentionDays", 1, 3650),
        camera.Flag("recordsAudio"),
        camera.Flag("nightVision"));

    private static Consent ReadConsent(JsonFields consent)
    {
        var accepted = consent.Flag("accepted");
        if (!accepted)
        {
            consent.Refuse("accepted", "must be true: nobody is registered without consent");
        }

        return new Consent(accepted, consent.Text("termsVersion", 40));
    }
}
