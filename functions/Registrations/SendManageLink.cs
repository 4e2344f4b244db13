using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>POST /api/registrations/{id}/manage-tokens</c>: an owner who has lost the token asks for a new one by mail.</summary>
public sealed class SendManageLink(OwnerIndex owners, MailRequests mailRequests, TimelyAnswers answers)
{
    /// <summary>
    /// Answers 202 whatever is known of the id and the address. Neither is looked up before the answer, so that not even the time it
    /// takes tells anything; whoever sends the mail compares them.
    /// </summary>
    [Function(nameof(SendManageLink))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/{id}/manage-tokens")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (form, refusal) = await JsonBody.ReadAsync(request, ManageLinkForm.Read, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        // An id that cannot be one goes the same way with one that nobody has.
        var registrationId = RegistrationId.TryParse(id, out var known) ? known : RegistrationId.Create();
        await mailRequests.SendAsync(
            new MailRequest(registrationId.Value, MailKind.ManageLink, EmailIndex: owners.Mailbox(form.Email)), cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new ManageLinkRequested("If this is the address of the registration, a mail with its link is on the way."),
            ApiJson.Default.ManageLinkRequested,
            statusCode: StatusCodes.Status202Accepted);
    }
}

/// <summary>Who asks for a manage link.</summary>
/// <param name="Email">The e-mail address of the registration.</param>
internal sealed record ManageLinkForm(string Email)
{
    /// <summary>Reads the body; what is wrong with it is noted in the fields.</summary>
    public static ManageLinkForm Read(JsonFields body) => new(ContactRules.Email(body, "email"));
}

/// <summary>What everybody gets who asks for a manage link.</summary>
/// <param name="Message">What comes next.</param>
public sealed record ManageLinkRequested(string Message);
