using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>POST /api/registrations/{id}/renewal</c>: an owner stays for another year.</summary>
public sealed class RenewRegistration(OwnerAccess access, RegistrationRenewal renewal, OwnerResults results, TimelyAnswers answers)
{
    /// <summary>Answers 200 with the renewed registration; 404 as <c>GET</c> does, 409 for one that is not confirmed.</summary>
    [Function(nameof(RenewRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/{id}/renewal")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, RequestTime time)
    {
        if (await access.OpenAsync(request, id, time.WhileAwaited) is not { } registration
            || await renewal.RenewAsync(registration.Id, time.Whole) is not { } renewed)
        {
            return Problems.NoSuchRegistration();
        }

        return renewed switch
        {
            { AwaitsConfirmation: true } => Problems.NotConfirmed(),
            { Status: RegistrationStatus.Withdrawn } => Problems.NoSuchRegistration(),
            _ => results.Of(request, renewed),
        };
    }
}
