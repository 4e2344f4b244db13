using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Registrations;

/// <summary><c>POST /api/registrations</c>: an owner registers.</summary>
public sealed class SubmitRegistration(RegistrationDesk desk, RegistryMetrics metrics, TimelyAnswers answers)
{
    private const int LongestKey = 255;

    /// <summary>Answers 202 with the id and the manage token, or says everything that is wrong with the form.</summary>
    [Function(nameof(SubmitRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, RequestTime time)
    {
        var key = request.Headers["Idempotency-Key"].FirstOrDefault();
        if (key is { Length: 0 or > LongestKey })
        {
            return Problems.Unreadable($"The Idempotency-Key must have 1 to {LongestKey} characters.");
        }

        var (form, refusal) = await JsonBody.ReadAsync(request, RegistrationFormReader.Read, time.WhileAwaited);
        if (form is null)
        {
            metrics.Registered(RegistrationOutcome.Refused);
            return refusal!;
        }

        // The owner may close the page: from here on the registration is taken in all the same.
        if (await desk.ReceiveAsync(form, key, time.Whole) is not { } receipt)
        {
            return Problems.KeyReused();
        }

        var answer = new SubmittedRegistration(receipt.Id.Value, receipt.Status, receipt.ManageToken.Value);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        request.HttpContext.Response.Headers.Location = $"/api/registrations/{receipt.Id}";
        return TypedResults.Json(answer, ApiJson.Default.SubmittedRegistration, statusCode: StatusCodes.Status202Accepted);
    }
}

/// <summary>What the owner gets.</summary>
/// <param name="Id">The registration's id.</param>
/// <param name="Status">How far it has come: <see cref="RegistrationStatus.Received"/>, unless the call is a repeat.</param>
/// <param name="ManageToken">What opens it; shown this once.</param>
public sealed record SubmittedRegistration(string Id, RegistrationStatus Status, string ManageToken);
