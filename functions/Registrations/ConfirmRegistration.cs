using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>POST /api/registrations/{id}/confirmation</c>: an owner shows that an e-mail address is theirs.</summary>
public sealed class ConfirmRegistration(RegistrationConfirmation confirmation, TimelyAnswers answers)
{
    /// <summary>
    /// Answers 200 once the address is confirmed, also when it was before; 404 for an unknown id or token, 409 for a token that did not
    /// come by mail to that address.
    /// </summary>
    [Function(nameof(ConfirmRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/{id}/confirmation")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time.Whole), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (OwnerAccess.TokenOf(request) is not { } token || !RegistrationId.TryParse(id, out var registrationId))
        {
            return Problems.NoSuchRegistration();
        }

        // The owner may close the page: the address is confirmed all the same.
        var (outcome, registration) = await confirmation.ConfirmAsync(registrationId, token, cancellationToken);
        return outcome switch
        {
            ConfirmationOutcome.Confirmed => Confirmed(request, registration!),
            ConfirmationOutcome.OtherToken => Problems.NotByThisToken(),
            ConfirmationOutcome.AlreadyRegistered => Problems.AlreadyRegistered(),
            _ => Problems.NoSuchRegistration(),
        };
    }

    private static JsonHttpResult<ConfirmedRegistration> Confirmed(HttpRequest request, Registration registration)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new ConfirmedRegistration(registration.Id.Value, registration.Status, EmailConfirmed: true), ApiJson.Default.ConfirmedRegistration);
    }
}

/// <summary>What somebody who has confirmed an e-mail address gets to know.</summary>
/// <param name="Id">The registration's id.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="EmailConfirmed">Always true.</param>
public sealed record ConfirmedRegistration(string Id, RegistrationStatus Status, bool EmailConfirmed);
