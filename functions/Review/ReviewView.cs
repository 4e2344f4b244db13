using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Review;

/// <summary>A page of the registrations that wait for a coordinator.</summary>
/// <param name="Registrations">The registrations, the longest waiting first.</param>
/// <param name="Continuation">What to send for the next page; <see langword="null"/> on the last.</param>
public sealed record ReviewView(IReadOnlyList<ReviewItem> Registrations, string? Continuation);

/// <summary>What a coordinator needs to put a registration on the map; nobody's name is part of it.</summary>
/// <param name="Id">The registration.</param>
/// <param name="Status">Always <see cref="RegistrationStatus.NeedsReview"/>.</param>
/// <param name="StatusReason">Why it waits.</param>
/// <param name="Address">Where the cameras are said to be.</param>
/// <param name="OwnerKind">Residence or business.</param>
/// <param name="Cameras">How many cameras it has.</param>
/// <param name="SubmittedAt">When it came in.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record ReviewItem(
    string Id,
    RegistrationStatus Status,
    string? StatusReason,
    PostalAddress Address,
    OwnerKind OwnerKind,
    int Cameras,
    DateTimeOffset SubmittedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Shows a registration.</summary>
    public static ReviewItem Of(Registration registration) => new(
        registration.Id.Value,
        registration.Status,
        registration.StatusReason,
        registration.Form.Address,
        registration.Form.Owner.Kind,
        registration.Form.Cameras.Count,
        registration.SubmittedAt,
        registration.UpdatedAt);
}
