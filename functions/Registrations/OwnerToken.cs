namespace ServerlessRegistry.Registrations;

/// <summary>What a token that an owner holds is good for.</summary>
public enum OwnerTokenKind
{
    /// <summary>Opens the registration.</summary>
    Manage,

    /// <summary>Confirms the address with which the registration came, and opens it from then on.</summary>
    Confirmation,

    /// <summary>Confirms a changed address, and never opens the registration: a mistyped address is somebody else's.</summary>
    EmailChange,
}

/// <summary>What is kept of a token beside its hash.</summary>
/// <param name="Kind">What it is good for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Mailbox">The index of the e-mail address that it was mailed to; <see langword="null"/> for the answer to a post.</param>
/// <param name="ExpiresAt">Until when it counts; <see langword="null"/> for as long as the registration does.</param>
public sealed record OwnerToken(OwnerTokenKind Kind, DateTimeOffset CreatedAt, string? Mailbox, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether it opens the registration.</summary>
    /// <param name="now">When.</param>
    public bool Opens(DateTimeOffset now) => Kind == OwnerTokenKind.Manage && Counts(now);

    /// <summary>Whether it still counts.</summary>
    /// <param name="now">When.</param>
    public bool Counts(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}
