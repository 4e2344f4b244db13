using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Placards;

/// <summary>Draws a registration's placard, for each blob of <c>placard-requests</c>.</summary>
public sealed partial class RenderPlacard(PlacardIssue issue, BackgroundRuns runs, ILogger<RenderPlacard> logger)
{
    /// <summary>Leaves the registration active, with its placard to be had.</summary>
    [Function(nameof(RenderPlacard))]
    public Task RunAsync(
        [BlobTrigger(StorageNames.PlacardRequests + "/{name}.json", Source = BlobTriggerSource.EventGrid)] PlacardRequest request,
        CancellationToken cancellationToken) => runs.RunAsync(
            nameof(RenderPlacard),
            new TakenMessage(StorageNames.PlacardRequests, request.RegistrationId, request.TraceParent, request.SentAt),
            () => IssueAsync(request, cancellationToken));

    private async Task IssueAsync(PlacardRequest request, CancellationToken cancellationToken)
    {
        var id = RegistrationId.Parse(request.RegistrationId);
        var registration = await issue.IssueAsync(id, cancellationToken);
        LogIssued(logger, id, registration?.Status);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Registration {Id} is now {Status}.")]
    private static partial void LogIssued(ILogger logger, RegistrationId id, RegistrationStatus? status);
}
