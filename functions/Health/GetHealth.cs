using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Health;

/// <summary><c>GET /api/health</c>: whether the registry can do its work.</summary>
public sealed class GetHealth(TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs, TimeProvider clock, TimelyAnswers answers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Answers 200 when every part of the storage answers, else 503; says which parts do, and nothing else.</summary>
    [Function(nameof(GetHealth))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(
            AnswersAsync(token => tables.GetTableClient(StorageNames.Registrations).GetEntityIfExistsAsync<TableEntity>("health", "health", ["PartitionKey"], token), cancellationToken),
            AnswersAsync(token => queues.GetQueueClient(StorageNames.GeocodeRequests).GetPropertiesAsync(token), cancellationToken),
            AnswersAsync(token => blobs.GetBlobContainerClient(StorageNames.Placards).GetPropertiesAsync(cancellationToken: token), cancellationToken));
        var report = new HealthReport(Array.TrueForAll(parts, part => part == PartState.Up) ? PartState.Up : PartState.Down, parts[0], parts[1], parts[2]);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return report.Status == PartState.Up
            ? TypedResults.Json(report, ApiJson.Default.HealthReport)
            : answers.Later(TypedResults.Json(report, ApiJson.Default.HealthReport, statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    private async Task<PartState> AnswersAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await ask(end.Token);
            return PartState.Up;
        }
        catch (Exception exception) when (StorageFailure.Is(exception) || exception is OperationCanceledException)
        {
            return PartState.Down;
        }
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
