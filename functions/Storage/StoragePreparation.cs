using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Storage;

/// <summary>
/// Makes the tables, queues and containers that are missing, and checks that the keys are those of the storage. A registry that
/// starts while its storage is away starts all the same and tries again until it succeeds. With keys that do not fit, it ends.
/// </summary>
internal sealed partial class StoragePreparation(
    TableServiceClient tables,
    QueueServiceClient queues,
    BlobServiceClient blobs,
    KeyChecks keyChecks,
    StorageGate gate,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<StoragePreparation> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isPrepared = await TryPrepareAsync(cancellationToken);
            gate.Open();
            if (!isPrepared)
            {
                await base.StartAsync(cancellationToken);
            }
        }
        finally
        {
            gate.Close();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            do
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
            while (!await TryPrepareAsync(stoppingToken));
        }
        catch (OptionsValidationException exception)
        {
            LogWrongKeys(logger, exception.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task<bool> TryPrepareAsync(CancellationToken cancellationToken)
    {
        using var ahead = StorageGate.LetThrough();
        try
        {
            await Task.WhenAll(
            [
                CheckKeysAsync(cancellationToken),
                .. StorageNames.Tables.Where(name => name != StorageNames.EncryptionKeys).Select(name => tables.CreateTableIfNotExistsAsync(name, cancellationToken)),
                .. StorageNames.Queues.Select(name => queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
                .. StorageNames.Containers.Select(name => blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
            ]);
            return true;
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            LogStorageAway(logger, exception);
            return false;
        }
    }

    /// <summary>While everything else is made: a start waits for the slower of the two and not for both.</summary>
    private async Task CheckKeysAsync(CancellationToken cancellationToken)
    {
        await tables.CreateTableIfNotExistsAsync(StorageNames.EncryptionKeys, cancellationToken);
        await keyChecks.CheckAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage does not answer; its tables, queues and containers are made once it does.")]
    private static partial void LogStorageAway(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Sentence}")]
    private static partial void LogWrongKeys(ILogger logger, string sentence);
}
