using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>DELETE /api/registrations/{id}</c>: an owner takes a registration back.</summary>
public sealed class WithdrawRegistration(OwnerAccess access, RegistrationEnd end, TimelyAnswers answers)
{
    /// <summary>Answers 204 once it is off the map and erased; 404 as <c>GET</c> does, also for one that is withdrawn already.</summary>
    [Function(nameof(WithdrawRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "registrations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, RequestTime time)
    {
        if (await access.OpenEvenWithdrawnAsync(request, id, time.WhileAwaited) is not { } registration)
        {
            return Problems.NoSuchRegistration();
        }

        // The owner may close the page: what they took back is erased all the same.
        await end.WithdrawAsync(registration.Id, time.Whole);
        return TypedResults.NoContent();
    }
}
