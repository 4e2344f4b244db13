using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Timers;

/// <summary>Remembers the times of a timer across restarts, as JSON in a blob.</summary>
internal sealed class TimerStatusStore(HostStorage storage, string functionId)
{
    private readonly BlobClient _blob = storage.TimerStatus(functionId);

    /// <summary>What was written last; <see langword="null"/> where there is nothing to be read.</summary>
    public async Task<ScheduleStatus?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var content = await _blob.DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize<ScheduleStatus>(content.Value.Content) is { } status ? InUtc(status) : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps the times.</summary>
    public Task WriteAsync(ScheduleStatus status, CancellationToken cancellationToken) =>
        storage.WriteAsync(_blob, BinaryData.FromObjectAsJson(status), conditions: null, cancellationToken);

    private static ScheduleStatus InUtc(ScheduleStatus status) =>
        new() { Last = InUtc(status.Last), Next = InUtc(status.Next), LastUpdated = InUtc(status.LastUpdated) };

    private static DateTime InUtc(DateTime time) =>
        time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();
}
