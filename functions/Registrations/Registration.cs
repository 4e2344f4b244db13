using System.Collections.Immutable;
using Azure;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Notifications;
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
    /// Where the map may still say what the registration said before it was changed, which is where it is now unless it was
    /// moved. <see langword="null"/> once the map is in step.
    /// </summary>
    public GeoPoint? LeftPoint { get; init; }

    /// <summary>The police beat it is in; <see langword="null"/> where that is not known.</summary>
    public string? Beat { get; init; }

    /// <summary>The code on its placard, drawn when it came in.</summary>
    public required PlacardCode PlacardCode { get; init; }

    /// <summary>Which drawing of the placard is the current one; 0 until there is one.</summary>
    public int PlacardRevision { get; init; }

    /// <summary>The last valid day that the current drawing was made for; <see langword="null"/> until there is one.</summary>
    public DateOnly? PlacardValidThrough { get; init; }

    /// <summary>Whether its owner has yet to show that the e-mail address is theirs. Until then nothing is done with it.</summary>
    public bool AwaitsConfirmation { get; init; }

    /// <summary>
    /// The registration that the same owner has for the same address already. This one then waits for a confirmation that cannot
    /// come, so that whoever sent it learns nothing of the other.
    /// </summary>
    public RegistrationId? DuplicateOf { get; init; }

    /// <summary>The address that is to replace the owner's, once it is confirmed.</summary>
    public EmailChange? EmailChange { get; init; }

    /// <summary>Where the owner is still to be told that the address was changed; <see langword="null"/> otherwise.</summary>
    public string? FormerEmail { get; init; }

    /// <summary>What its owner is to be told by mail and has not been told yet.</summary>
    public ImmutableSortedSet<MailKind> MailDue { get; init; } = [];

    /// <summary>Which mails are being sent at the moment.</summary>
    public ImmutableArray<MailMark> MailUnderWay { get; init; } = [];

    /// <summary>Until when somebody is at it to send what is due and could not be sent yet.</summary>
    public DateTimeOffset? MailRetriedUntil { get; init; }

    /// <summary>What could not be sent at all, and is sent only where an operator asks for it.</summary>
    public ImmutableSortedSet<MailKind> MailGivenUp { get; init; } = [];

    /// <summary>The last of the notices that come with time; <see langword="null"/> where none was due since it was submitted, confirmed or renewed.</summary>
    public MailKind? LastNotice { get; init; }

    /// <summary>When its owner was last sent a manage link that somebody asked for.</summary>
    public DateTimeOffset? LinkMailedAt { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Until when it counts.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>The version that was read; a change is refused once the stored one is another.</summary>
    public ETag Version { get; init; }

    /// <summary>Whether its cameras stand on the map.</summary>
    public bool IsOnMap => Status is RegistrationStatus.Located or RegistrationStatus.Active;

    /// <summary>Whether there is a placard that counts. It stays while a changed address is placed: what it vouches for is that the cameras are registered.</summary>
    public bool HasPlacard => PlacardRevision > 0 && Status is not (RegistrationStatus.Withdrawn or RegistrationStatus.Expired);

    /// <summary>The last day on which it counts, as its placard says.</summary>
    public DateOnly LastDay => DateOnly.FromDateTime(ValidUntil.UtcDateTime);

    /// <summary>Whether the current drawing of its placard says what a new one would: a placard names the month of the last day.</summary>
    public bool HasUpToDatePlacard =>
        PlacardValidThrough is { } drawn && drawn.Year == LastDay.Year && drawn.Month == LastDay.Month;

    /// <summary>Whether there is something to do for whoever issues placards.</summary>
    public bool WantsPlacard =>
        Status == RegistrationStatus.Located || (Status == RegistrationStatus.Active && !HasUpToDatePlacard);

    /// <summary>A new registration.</summary>
    public static Registration Receive(RegistrationId id, RegistrationForm form, DateTimeOffset now) => new()
    {
        Id = id,
        Form = form,
        Status = RegistrationStatus.Received,
        PlacardCode = PlacardCode.Create(),
        SubmittedAt = now,
        UpdatedAt = now,
        ValidUntil = ValidFrom(now),
    };

    /// <summary>Until when a registration counts that was made or renewed at a moment: 12 months.</summary>
    public static DateTimeOffset ValidFrom(DateTimeOffset moment) => moment.AddMonths(12);

    /// <summary>The name under which a camera of this registration stands on the map.</summary>
    /// <param name="number">The camera's place in the form, from 1.</param>
    public string CameraId(int number) => FormattableString.Invariant($"{Id}-{number:00}");
}
