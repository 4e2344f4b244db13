using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>GET /api/registrations/{id}/export</c>: an owner takes a copy of everything that is held about them.</summary>
public sealed class ExportRegistration(
    OwnerAccess access,
    RegistrationStore registrations,
    DisclosureList disclosures,
    DisclosureOptions options,
    OwnerResults results,
    TimeProvider clock,
    TimelyAnswers answers)
{
    /// <summary>Answers 200 with a file; 404 as <c>GET /api/registrations/{id}</c> does.</summary>
    [Function(nameof(ExportRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations/{id}/export")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await access.OpenAsync(request, id, cancellationToken) is not { } registration)
        {
            return Problems.NoSuchRegistration();
        }

        var tokens = await registrations.TokensAsync(registration.Id, cancellationToken);
        var disclosed = await disclosures.ReadAsync(registration.Id, cancellationToken);
        var export = new RegistrationExport(
            clock.GetUtcNow(),
            results.ViewOf(registration),
            registration.AwaitsConfirmation ? null : MailOf(registration),
            [.. tokens.Where(token => token.Mailbox is null || !registration.AwaitsConfirmation).Select(TokenExport.Of)],
            [.. disclosed.Select(disclosure => options.WithholdCaseNumbers ? disclosure with { CaseNumber = null } : disclosure)]);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        request.HttpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"registration-{registration.Id}.json\"";
        return TypedResults.Json(export, ApiJson.Default.RegistrationExport);
    }

    private static MailExport MailOf(Registration registration) => new(
        registration.EmailChange?.AskedAt,
        registration.FormerEmail,
        [.. registration.MailDue.Union(registration.MailGivenUp)],
        registration.LastNotice,
        registration.LinkMailedAt);
}

/// <summary>Everything that is held about an owner.</summary>
/// <param name="ExportedAt">When the copy was made.</param>
/// <param name="Registration">The registration.</param>
/// <param name="Mail">
/// What the registry knows of its mail to the owner; <see langword="null"/> until the address is confirmed, since whoever sent the form
/// need not be its owner, and must not learn whether the owner has another registration.
/// </param>
/// <param name="Tokens">The tokens, without those that were mailed to an address that is not confirmed; only hashes of them are held.</param>
/// <param name="Disclosures">Every disclosure of the owner's contact details to the agency, oldest first.</param>
public sealed record RegistrationExport(
    DateTimeOffset ExportedAt,
    RegistrationView Registration,
    MailExport? Mail,
    IReadOnlyList<TokenExport> Tokens,
    IReadOnlyList<Disclosure> Disclosures);

/// <summary>What the registry knows of its mail to an owner.</summary>
/// <param name="EmailChangeAskedAt">Since when a changed address waits to be confirmed.</param>
/// <param name="FormerEmail">The address that is still to be told that it was changed.</param>
/// <param name="Due">The mails that are still to be sent.</param>
/// <param name="LastNotice">The last reminder.</param>
/// <param name="LinkMailedAt">When a manage link that was asked for was last sent.</param>
public sealed record MailExport(
    DateTimeOffset? EmailChangeAskedAt,
    string? FormerEmail,
    IReadOnlyList<Notifications.MailKind> Due,
    Notifications.MailKind? LastNotice,
    DateTimeOffset? LinkMailedAt);

/// <summary>A token, without the token.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it counts; <see langword="null"/> for as long as the registration does.</param>
/// <param name="Mailed">Whether it was sent by mail.</param>
public sealed record TokenExport(DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, bool Mailed)
{
    /// <summary>Shows a token.</summary>
    internal static TokenExport Of(OwnerToken token) => new(token.CreatedAt, token.ExpiresAt, token.Mailbox is not null);
}
