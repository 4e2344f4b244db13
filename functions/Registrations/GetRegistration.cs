using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>GET /api/registrations/{id}</c>: an owner sees what is registered.</summary>
public sealed class GetRegistration(OwnerAccess access, OwnerResults results, TimelyAnswers answers)
{
    /// <summary>Answers 200 with the registration. An unknown id and a wrong token both give 404.</summary>
    [Function(nameof(GetRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        await access.OpenAsync(request, id, cancellationToken) is { } registration
            ? results.Of(request, registration)
            : Problems.NoSuchRegistration();
}
