using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Health;

/// <summary><c>GET /api/health</c>: whether the registry can do its work.</summary>
public sealed class GetHealth(StorageHealth storage, TimelyAnswers answers)
{
    /// <summary>Answers 200 when every part of the storage answers, else 503; says which parts do, and nothing else.</summary>
    [Function(nameof(GetHealth))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var report = await storage.ReportAsync(cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return report.Status == PartState.Up
            ? TypedResults.Json(report, ApiJson.Default.HealthReport)
            : answers.Later(TypedResults.Json(report, ApiJson.Default.HealthReport, statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}

/// <summary>Whether something answers.</summary>
public enum PartState
{
    /// <summary>It answers.</summary>
    Up,

    /// <summary>It does not, or not in time.</summary>
    Down,
}

/// <summary>The state of the registry and of the parts it needs.</summary>
/// <param name="Status">Up when every part is.</param>
/// <param name="Tables">Table Storage.</param>
/// <param name="Queues">Queue Storage.</param>
/// <param name="Blobs">Blob Storage.</param>
public sealed record HealthReport(PartState Status, PartState Tables, PartState Queues, PartState Blobs);
