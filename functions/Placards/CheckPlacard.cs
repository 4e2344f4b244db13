using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Placards;

/// <summary><c>GET /api/placards/{code}</c>: anybody asks whether a placard is genuine.</summary>
public sealed class CheckPlacard(PlacardStore placards, RegistrationStore registrations, TimeProvider clock, TimelyAnswers answers)
{
    /// <summary>Answers 200 for a code that was issued, 404 for any other. It tells nothing of where or whose the cameras are.</summary>
    [Function(nameof(CheckPlacard))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "placards/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, code, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string code, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (!PlacardCode.TryParse(code, out var placardCode) || await placards.FindAsync(placardCode, cancellationToken) is not { } id)
        {
            return Problems.NoSuchPlacard();
        }

        var registration = await registrations.FindAsync(id, cancellationToken);
        var current = registration is { HasPlacard: true }
            && registration.PlacardCode == placardCode
            && registration.ValidUntil > clock.GetUtcNow();
        return TypedResults.Json(
            new PlacardCheck(placardCode.Value, Genuine: true, current, current ? registration!.ValidUntil : null), ApiJson.Default.PlacardCheck);
    }
}

/// <summary>What anybody may know of a placard.</summary>
/// <param name="Code">The code as it is printed.</param>
/// <param name="Genuine">Whether the registry issued it.</param>
/// <param name="Current">Whether it still counts.</param>
/// <param name="ValidUntil">Until when it counts; <see langword="null"/> where it does not any more.</param>
public sealed record PlacardCheck(string Code, bool Genuine, bool Current, DateTimeOffset? ValidUntil);
