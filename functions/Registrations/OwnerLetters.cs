using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Works out what a request for mail comes to at the moment of sending: to whom, in which language, with which link. A request names
/// a registration only; what is no longer true by then is not sent.
/// </summary>
public sealed class OwnerLetters(
    RegistrationStore registrations,
    OwnerIndex owners,
    ConfirmationPolicy confirmation,
    NextSteps nextSteps,
    MailOptions options,
    IOptions<CityProgram> program,
    TimeProvider clock)
{
    /// <summary>An owner who asks for the link again and again gets one in this time, so that nobody can flood a mailbox.</summary>
    private static readonly TimeSpan BetweenLinks = TimeSpan.FromMinutes(5);

    /// <summary>Longer than a request waits in a queue that is not stopped.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(15);

    /// <summary>A mailed link outlives the reminders before the end and the time to renew after it.</summary>
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(90);

    /// <summary>
    /// Prepares the mail, adds the token of its link to the registration, and marks the mail there as under way: whoever prepares the same
    /// mail in the same moment, here or on another instance, finds the mark.
    /// </summary>
    public async Task<LetterPreparation> PrepareAsync(MailRequest request, CancellationToken cancellationToken)
    {
        if (!RegistrationId.TryParse(request.RegistrationId, out var id))
        {
            return LetterPreparation.Unwanted;
        }

        var secret = ManageToken.Create();
        var sender = Guid.NewGuid();
        LetterPreparation? preparation;
        do
        {
            preparation = await TryPrepareAsync(id, request, secret, sender, cancellationToken);
        }
        while (preparation is null);

        return preparation;
    }

    /// <summary>Notes that the mail was sent, so that it is not sent again.</summary>
    public Task SentAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return EndAsync(
            letter,
            about => IsLink(request.Kind) ? about with { LinkMailedAt = now } : about,
            asked => Told(asked, request.Kind),
            cancellationToken);
    }

    /// <summary>Takes back the token and the mark of a mail that could not be sent, since the next attempt has its own.</summary>
    public async Task TakeBackAsync(OwnerLetter letter, CancellationToken cancellationToken)
    {
        await RemoveTokenAsync(letter, cancellationToken);
        await EndAsync(letter, about => about, _ => null, cancellationToken);
    }

    /// <summary>Notes that a mail is tried again, so that the upkeep asks for it only once that is overdue.</summary>
    /// <param name="request">The request that is tried again.</param>
    /// <param name="delay">The time until then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task NoteRetryAsync(MailRequest request, TimeSpan delay, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + delay + Overdue;
        await registrations.UpdateAsync(
            RegistrationId.Parse(request.RegistrationId),
            current => current.MailDue.Contains(request.Kind) && !(current.MailRetriedUntil >= until) ? current with { MailRetriedUntil = until } : null,
            cancellationToken);
    }

    /// <summary>Notes that a mail was laid aside, so that only an operator sends it again.</summary>
    public async Task GivenUpAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken)
    {
        await RemoveTokenAsync(letter, cancellationToken);
        await EndAsync(
            letter,
            about => about,
            asked => asked.MailDue.Contains(request.Kind) ? Without(asked, request.Kind) with { MailGivenUp = asked.MailGivenUp.Add(request.Kind) } : null,
            cancellationToken);
    }

    private static bool IsLink(MailKind kind) => kind is MailKind.ManageLink or MailKind.AlreadyRegistered;

    private static bool IsWanted(Registration current, MailKind kind) => current.MailDue.Contains(kind) || current.MailGivenUp.Contains(kind);

    private static Registration? Told(Registration current, MailKind kind) => IsWanted(current, kind)
        ? Without(current, kind) with { FormerEmail = kind == MailKind.EmailChangeNotice ? null : current.FormerEmail }
        : null;

    private static Registration Without(Registration current, MailKind kind)
    {
        var due = current.MailDue.Remove(kind);
        return current with
        {
            MailDue = due,
            MailGivenUp = current.MailGivenUp.Remove(kind),
            MailRetriedUntil = due.IsEmpty ? null : current.MailRetriedUntil,
        };
    }

    /// <returns><see langword="null"/> where somebody else has changed the registration since it was read.</returns>
    private async Task<LetterPreparation?> TryPrepareAsync(
        RegistrationId id, MailRequest request, ManageToken secret, Guid sender, CancellationToken cancellationToken)
    {
        if (await registrations.FindWithTokensAsync(id, cancellationToken) is not { Registration: var asked } read)
        {
            return LetterPreparation.Unwanted;
        }

        if (!(request.Kind == MailKind.ManageLink ? request.EmailIndex == owners.Mailbox(asked.Form.Owner.Email) : IsWanted(asked, request.Kind)))
        {
            return LetterPreparation.Unwanted;
        }

        // Whoever registers an address once more is told of the registration that is there.
        var told = asked.DuplicateOf is { } other ? await registrations.FindWithTokensAsync(other, cancellationToken) : read;
        if (told is not { Registration: { Status: not RegistrationStatus.Withdrawn } about })
        {
            await CountAsync(asked, cancellationToken);
            return LetterPreparation.Unwanted;
        }

        var now = clock.GetUtcNow();
        if (Plan(about, request.Kind) is not { } plan || (IsLink(request.Kind) && about.LinkMailedAt > now - BetweenLinks))
        {
            return Told(asked, request.Kind) is not { } settled || await registrations.TryReplaceAsync(asked, settled, cancellationToken) is not null
                ? LetterPreparation.Unwanted
                : null;
        }

        var mark = new MailMark(IsLink(request.Kind) ? MailKind.ManageLink : request.Kind, owners.Mailbox(plan.Address), sender, now + options.LongestSending);
        if (about.MailUnderWay.Any(other => mark.Follows(other, now)))
        {
            return new LetterPreparation(Letter: null, IsUnderWay: true);
        }

        var marked = about with { MailUnderWay = [.. about.MailUnderWay.Where(other => other.Until > now && !other.IsOfSameMail(mark)), mark] };
        var stored = plan.Token is null
            ? await registrations.TryReplaceAsync(about, marked, cancellationToken)
            : await registrations.TryReplaceAsync(told, marked, secret, plan.Token, cancellationToken);
        if (stored is null)
        {
            return null;
        }

        var owner = about.Form.Owner;
        var link = plan.Token is null ? null : Link(about.Id, plan.Token, secret);
        var mail = new OwnerMail(plan.Kind, about.Id.Value, owner.Name, plan.Address, owner.Language, link, about.ValidUntil);
        return new LetterPreparation(new OwnerLetter(request.Kind, mail, asked, stored, plan.Token is null ? null : secret, sender));
    }

    /// <summary>
    /// Takes the mark away and notes what became of the mail, unless by now another is due in its place, to another address: that one has a
    /// request of its own.
    /// </summary>
    private async Task EndAsync(
        OwnerLetter letter, Func<Registration, Registration> note, Func<Registration, Registration?> tell, CancellationToken cancellationToken)
    {
        var isAboutAnother = letter.Asked.Id != letter.About.Id;
        await registrations.UpdateAsync(
            letter.About,
            current =>
            {
                var noted = note(current with { MailUnderWay = current.MailUnderWay.RemoveAll(mark => mark.Sender == letter.Sender) });
                var isStillDue = Plan(current, letter.Kind) is not { } plan || plan.Address == letter.Mail.Address;
                return (isAboutAnother || !isStillDue ? null : tell(noted)) ?? noted;
            },
            cancellationToken);
        if (isAboutAnother)
        {
            await registrations.UpdateAsync(letter.Asked, tell, cancellationToken);
        }
    }

    /// <summary>
    /// The registration that this one was taken for a duplicate of is gone, or was never stored: from now on this one counts, or waits for
    /// its confirmation.
    /// </summary>
    private async Task CountAsync(Registration duplicate, CancellationToken cancellationToken)
    {
        if (!confirmation.IsRequired && await owners.ClaimAsync(duplicate.Form, duplicate.Id, cancellationToken) is not null)
        {
            // A claim that was made a moment ago may still get its registration: the upkeep asks again.
            return;
        }

        var counting = await registrations.UpdateAsync(
            duplicate.Id,
            current => current.DuplicateOf == duplicate.DuplicateOf && current.Status == RegistrationStatus.Received
                ? current with
                {
                    DuplicateOf = null,
                    AwaitsConfirmation = confirmation.IsRequired,
                    MailDue = confirmation.IsRequired ? [MailKind.Confirmation] : [],
                }
                : null,
            cancellationToken);
        if (counting is { DuplicateOf: null, Status: RegistrationStatus.Received })
        {
            await nextSteps.AskForAsync(counting, cancellationToken);
        }
    }

    private Task RemoveTokenAsync(OwnerLetter letter, CancellationToken cancellationToken) =>
        letter.Token is { } token ? registrations.RemoveTokenAsync(letter.About.Id, token, cancellationToken) : Task.CompletedTask;

    /// <returns>What is to be told; <see langword="null"/> where it is no longer so.</returns>
    private LetterPlan? Plan(Registration about, MailKind kind)
    {
        var current = about.Form.Owner.Email;
        return kind switch
        {
            MailKind.Confirmation or MailKind.ConfirmationReminder => about.AwaitsConfirmation ? Confirming(about, kind) : null,
            MailKind.ManageLink or MailKind.AlreadyRegistered when about.AwaitsConfirmation => Confirming(about, MailKind.Confirmation),
            MailKind.EmailChange => about.EmailChange is { } change ? new LetterPlan(kind, change.Email, Token(OwnerTokenKind.EmailChange, change.Email)) : null,
            MailKind.EmailChangeNotice when about.FormerEmail is { } former => new LetterPlan(kind, former, Token: null),
            MailKind.RenewalMonth or MailKind.RenewalWeek when about.ValidUntil <= clock.GetUtcNow() => null,
            _ => new LetterPlan(kind, current, Token(OwnerTokenKind.Manage, current)),
        };
    }

    private LetterPlan? Confirming(Registration about, MailKind kind) => about.DuplicateOf is null
        ? new LetterPlan(kind, about.Form.Owner.Email, Token(OwnerTokenKind.Confirmation, about.Form.Owner.Email))
        : null;

    private OwnerToken Token(OwnerTokenKind kind, string email)
    {
        var now = clock.GetUtcNow();
        return new OwnerToken(kind, now, owners.Mailbox(email), now + LinkLifetime);
    }

    /// <summary>The token stands in the fragment, which browsers keep to themselves.</summary>
    private Uri Link(RegistrationId id, OwnerToken token, ManageToken secret)
    {
        var page = token.Kind == OwnerTokenKind.Manage ? "manage" : "confirm";
        return new Uri($"{program.Value.SiteUrl}/{page}/#id={id}&token={secret.Value}");
    }

    private sealed record LetterPlan(MailKind Kind, string Address, OwnerToken? Token);
}

/// <summary>What a request for mail comes to.</summary>
/// <param name="Letter">The mail; <see langword="null"/> where there is none to be sent now.</param>
/// <param name="IsUnderWay">Whether there is none because somebody else is sending it, which may come to nothing.</param>
public sealed record LetterPreparation(OwnerLetter? Letter, bool IsUnderWay = false)
{
    /// <summary>There is nothing to tell any more, or it was told before.</summary>
    public static LetterPreparation Unwanted { get; } = new(Letter: null);
}

/// <summary>A mail that is ready to be sent.</summary>
/// <param name="Kind">What was asked for.</param>
/// <param name="Mail">The mail.</param>
/// <param name="Asked">The registration that the request names, as it was last read.</param>
/// <param name="About">The registration that the mail is about, as it was last stored.</param>
/// <param name="Token">The token of its link.</param>
/// <param name="Sender">Whose mark the mail has; see <see cref="MailMark"/>.</param>
public sealed record OwnerLetter(MailKind Kind, OwnerMail Mail, Registration Asked, Registration About, ManageToken? Token, Guid Sender)
{
    /// <summary>Nothing personal.</summary>
    public override string ToString() => Mail.ToString();
}
