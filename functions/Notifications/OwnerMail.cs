namespace ServerlessRegistry.Notifications;

/// <summary>What is to be told to whom. It is made when it is sent and never stored, because it is personal and its link is a secret.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="RegistrationId">The registration it is about.</param>
/// <param name="Name">The owner's name as the owner wrote it.</param>
/// <param name="Address">The e-mail address it goes to.</param>
/// <param name="Language">The language to write in, as a BCP 47 tag; one that there are no texts in falls back on the program's.</param>
/// <param name="Link">Where the mail's button leads; <see langword="null"/> for a mail that only tells.</param>
/// <param name="ValidUntil">When the registration ends, or ended.</param>
public sealed record OwnerMail(
    MailKind Kind, string RegistrationId, string Name, string Address, string Language, Uri? Link, DateTimeOffset ValidUntil)
{
    /// <summary>Nothing personal: a mail that finds its way into a log must not tell whom it is for.</summary>
    public override string ToString() => $"{Kind} for {RegistrationId}";
}
