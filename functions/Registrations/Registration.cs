using Azure;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Registrations;

/// <summary>A registration as it is stored. Changes are made with <c>with</c> and kept by <see cref="RegistrationStore"/>.</summary>
public sealed record Registration
{
    /// <summary>What names it.</summary>
    public required RegistrationId Id { get; init; }

    /// <summary>What its owner sent.</summary>
    public required RegistrationForm Form { get; init; }

    /// <summary>How far it has come.</summary>
    public required RegistrationStatus Status { get; init; }

    /// <summary>Why it needs review: a sentence for its owner and for coordinators; otherwise <see langword="null"/>.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Where it is; <see langword="null"/> until it is placed.</summary>
    public Location? Location { get; init; }

    /// <summary>
    /// Where it was before it was moved: its cameras may still stand there on the map. <see langword="null"/> once they do
    /// not.
    /// </summary>
    public GeoPoint? LeftPoint { get; init; }

    /// <summary>The police beat it is in; <see langword="null"/> where that is not known.</summary>
    public string? Beat { get; init; }

    /// <summary>The code on its placard, drawn when it came in.</summary>
    public required PlacardCode PlacardCode { get; init; }

    /// <summary>Which drawing of the placard is the current one; 0 until there is one.</summary>
    public int PlacardRevision { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Until when it counts.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>The version that was read; a change is refused once the stored one is another.</summary>
    public ETag Version { get; init; }

    /// <summary>A new registration.</summary>
    public static Registration Receive(RegistrationId id, RegistrationForm form, DateTimeOffset now) => new()
    {
        Id = id,
        Form = form,
        Status = RegistrationStatus.Received,
        PlacardCode = PlacardCode.Create(),
        SubmittedAt = now,
        UpdatedAt = now,
        ValidUntil = now.AddMonths(12),
    };

    /// <summary>The name under which a camera of this registration stands on the map.</summary>
    /// <param name="number">The camera's place in the form, from 1.</param>
    public string CameraId(int number) => FormattableString.Invariant($"{Id}-{number:00}");
}
