using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>DELETE /api/registrations/{id}</c>: an owner takes a registration back.</summary>
public sealed class WithdrawRegistration(OwnerAccess access, RegistrationEnd end)
{
    /// <summary>Answers 204 once it is off the map and erased; 404 as <c>GET</c> does, also for one that is withdrawn already.</summary>
    [Function(nameof(WithdrawRegistration))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "registrations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await access.OpenEvenWithdrawnAsync(request, id, cancellationToken) is not { } registration)
        {
            return Problems.NoSuchRegistration();
        }

        // The owner may close the page: what they took back is erased all the same.
        await end.WithdrawAsync(registration.Id, CancellationToken.None);
        return TypedResults.NoContent();
    }
}
