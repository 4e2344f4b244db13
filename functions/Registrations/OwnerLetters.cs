using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Works out what a request for mail comes to at the moment of sending: to whom, in which language, with which link. A request names
/// a registration only; what is no longer true by then is not sent.
/// </summary>
public sealed class OwnerLetters(
    RegistrationStore registrations, OwnerIndex owners, ConfirmationPolicy confirmation, NextSteps nextSteps, IOptions<CityProgram> program, TimeProvider clock)
{
    /// <summary>An owner who asks for the link again and again gets one in this time, so that nobody can flood a mailbox.</summary>
    private static readonly TimeSpan BetweenLinks = TimeSpan.FromMinutes(5);

    /// <summary>A mailed link outlives the reminders before the end and the time to renew after it.</summary>
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(90);

    /// <summary>Prepares the mail, and adds the token of its link to the registration.</summary>
    /// <returns>The mail; <see langword="null"/> where there is nothing to tell any more, or it was told before.</returns>
    public async Task<OwnerLetter?> PrepareAsync(MailRequest request, CancellationToken cancellationToken)
    {
        if (!RegistrationId.TryParse(request.RegistrationId, out var id) || await registrations.FindWithTokensAsync(id, cancellationToken) is not { Registration: var asked } read)
        {
            return null;
        }

        if (!(request.Kind == MailKind.ManageLink ? request.EmailIndex == owners.Mailbox(asked.Form.Owner.Email) : IsWanted(asked, request.Kind)))
        {
            return null;
        }

        // Whoever registers an address once more is told of the registration that is there.
        var told = asked.DuplicateOf is { } other ? await registrations.FindWithTokensAsync(other, cancellationToken) : read;
        if (told is not { Registration: { Status: not RegistrationStatus.Withdrawn } about })
        {
            await CountAsync(asked, cancellationToken);
            return null;
        }

        if (Plan(about, request.Kind) is not { } plan || !await MayLinkAsync(about, request.Kind, cancellationToken))
        {
            await registrations.UpdateAsync(asked.Id, current => Told(current, request.Kind), cancellationToken);
            return null;
        }

        var secret = plan.Token is null ? default(ManageToken?) : ManageToken.Create();
        var now = secret is { } token ? await registrations.TryAddMailedTokenAsync(told, token, plan.Token!, cancellationToken) : about;
        if (now is null)
        {
            return null;
        }

        var owner = about.Form.Owner;
        var mail = new OwnerMail(plan.Kind, about.Id.Value, owner.Name, plan.Address, owner.Language, Link(about.Id, plan.Token, secret), about.ValidUntil);
        return new OwnerLetter(mail, asked.Id == about.Id ? now : asked, about.Id, secret);
    }

    /// <summary>Notes that the mail was sent, so that it is not sent again.</summary>
    public Task SentAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken) =>
        registrations.UpdateAsync(letter.Asked, current => Told(current, request.Kind), cancellationToken);

    /// <summary>
    /// Takes back the token of a mail that could not be sent, since the next attempt has one of its own, and notes that somebody has
    /// the request in hand.
    /// </summary>
    public async Task NotSentAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken)
    {
        await TakeBackAsync(request, letter, cancellationToken);
        var now = clock.GetUtcNow();
        await registrations.UpdateAsync(
            letter.Asked,
            current => current.MailDue.Contains(request.Kind) && !(current.MailRetriedUntil > now + (MailSchedule.Span / 2))
                ? current with { MailRetriedUntil = now + MailSchedule.Span }
                : null,
            cancellationToken);
    }

    /// <summary>Notes that a mail was laid aside, so that only an operator sends it again.</summary>
    public async Task GivenUpAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken)
    {
        await TakeBackAsync(request, letter, cancellationToken);
        await registrations.UpdateAsync(
            letter.Asked,
            current => current.MailDue.Contains(request.Kind) ? Without(current, request.Kind) with { MailGivenUp = current.MailGivenUp.Add(request.Kind) } : null,
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

    /// <summary>Notes that a link is sent, unless one was just before.</summary>
    private async Task<bool> MayLinkAsync(Registration about, MailKind kind, CancellationToken cancellationToken)
    {
        if (!IsLink(kind))
        {
            return true;
        }

        var mayLink = false;
        var now = clock.GetUtcNow();
        await registrations.UpdateAsync(
            about.Id,
            current =>
            {
                mayLink = !(current.LinkMailedAt > now - BetweenLinks);
                return mayLink ? current with { LinkMailedAt = now } : null;
            },
            cancellationToken);
        return mayLink;
    }

    private async Task TakeBackAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken)
    {
        if (letter.Token is { } token)
        {
            await registrations.RemoveTokenAsync(letter.About, token, cancellationToken);
        }

        if (IsLink(request.Kind))
        {
            await registrations.UpdateAsync(letter.About, current => current with { LinkMailedAt = null }, cancellationToken);
        }
    }

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
    private Uri? Link(RegistrationId id, OwnerToken? token, ManageToken? secret)
    {
        var page = token?.Kind == OwnerTokenKind.Manage ? "manage" : "confirm";
        return secret is { } shown ? new Uri($"{program.Value.SiteUrl}/{page}/#id={id}&token={shown.Value}") : null;
    }

    private sealed record LetterPlan(MailKind Kind, string Address, OwnerToken? Token);
}

/// <summary>A mail that is ready to be sent.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Asked">The registration that the request names, as it was last read.</param>
/// <param name="About">The registration that the mail is about.</param>
/// <param name="Token">The token of its link.</param>
public sealed record OwnerLetter(OwnerMail Mail, Registration Asked, RegistrationId About, ManageToken? Token)
{
    /// <summary>Nothing personal.</summary>
    public override string ToString() => Mail.ToString();
}
