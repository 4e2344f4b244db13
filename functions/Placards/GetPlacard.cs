using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Placards;

/// <summary><c>GET /api/registrations/{id}/placard</c>: an owner fetches the placard.</summary>
public sealed class GetPlacard(OwnerAccess access, PlacardStore placards, TimelyAnswers answers)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitForOwner = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WaitForReview = TimeSpan.FromHours(1);

    /// <summary>Answers 200 with the file, 409 while there is none, 404 as <c>GET /api/registrations/{id}</c> does.</summary>
    [Function(nameof(GetPlacard))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations/{id}/placard")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (FormatOf(request) is not { } format)
        {
            return Problems.Unreadable("The format must be pdf or png.");
        }

        if (await access.OpenAsync(request, id, cancellationToken) is not { } registration)
        {
            return Problems.NoSuchRegistration();
        }

        return registration.Status switch
        {
            _ when registration.HasPlacard => await FileAsync(request, registration, format, cancellationToken),
            RegistrationStatus.NeedsReview => Problems.NotReady(
                "The registration needs review first; its statusReason says why.", WaitForReview),
            RegistrationStatus.Received when registration.AwaitsConfirmation => Problems.NotReady(
                "The owner has yet to confirm the e-mail address: a mail with a link was sent there.", WaitForOwner),
            RegistrationStatus.Received or RegistrationStatus.Located => Problems.NotReady("It is being made; ask again shortly.", Wait),
            _ => Problems.NotReady("The registration is no longer current, so it has no placard.", WaitForReview),
        };
    }

    private static PlacardFormat? FormatOf(HttpRequest request) => request.Query["format"].FirstOrDefault()?.ToLowerInvariant() switch
    {
        null or "" or "pdf" => PlacardFormat.Pdf,
        "png" => PlacardFormat.Png,
        _ => null,
    };

    private async Task<IResult> FileAsync(HttpRequest request, Registration registration, PlacardFormat format, CancellationToken cancellationToken)
    {
        if (await placards.ReadAsync(registration.Id, registration.PlacardRevision, format, cancellationToken) is not { } file)
        {
            // It was withdrawn between the two reads.
            return Problems.NoSuchRegistration();
        }

        request.HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.File(file, PlacardStore.MediaType(format), $"placard-{registration.PlacardCode}.{PlacardStore.Extension(format)}");
    }
}
