using System.Reflection;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>Runs the function for one version of a blob until it succeeds or is given up.</summary>
internal sealed partial class BlobHandler(
    FunctionDescriptor function,
    BlobContainerClient container,
    BlobReceipts receipts,
    PoisonBlobs poison,
    BlobOptions options,
    SemaphoreSlim slots,
    FunctionRunner runner,
    JsonSerializerOptions json,
    ILogger<BlobHandler> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Handles a version. The caller holds one of the slots, which is free during the pauses between attempts. Never throws.
    /// </summary>
    /// <returns>Whether the version is dealt with, now or before; if not, it is to be offered again.</returns>
    public async Task<bool> HandleAsync(BlobVersion version, IReadOnlyDictionary<string, string> values, Shutdown shutdown)
    {
        try
        {
            var (receipt, isDone) = await receipts.TryTakeAsync(version, shutdown.Overdue);
            if (receipt is null)
            {
                return isDone;
            }

            await using (receipt)
            {
                return await HandleAsync(version, values, receipt, shutdown);
            }
        }
        catch (Exception exception)
        {
            LogNotHandled(logger, exception, function.Name);
            return false;
        }
    }

    private async Task<bool> HandleAsync(
        BlobVersion version, IReadOnlyDictionary<string, string> values, BlobReceipt receipt, Shutdown shutdown)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Requested, receipt.Lost);
        while (receipt.Attempts < options.PoisonBlobThreshold)
        {
            if (stop.IsCancellationRequested)
            {
                return false;
            }

            await receipt.BeginAttemptAsync(shutdown.Overdue);
            switch (await RunAsync(version, values, stop.Token, shutdown.Overdue))
            {
                case null or RunOutcome.Succeeded:
                    await receipt.CompleteAsync(shutdown.Overdue);
                    return true;
                case RunOutcome.Stopped:
                    await receipt.WithdrawAttemptAsync(shutdown.Overdue);
                    return false;
                default:
                    await PauseAsync(receipt.Attempts, stop.Token);
                    break;
            }
        }

        await poison.AddAsync(function.Id, version, await TypeAsync(version, shutdown.Overdue), shutdown.Overdue);
        LogPoison(logger, function.Name, receipt.Attempts);
        await receipt.CompleteAsync(shutdown.Overdue);
        return true;
    }

    /// <summary>One run; none (<see langword="null"/>) where the version is gone, deleted or overwritten.</summary>
    private async Task<RunOutcome?> RunAsync(
        BlobVersion version, IReadOnlyDictionary<string, string> values, CancellationToken stop, CancellationToken overdue)
    {
        BlobDownloadStreamingResult download;
        var thisVersion = new BlobRequestConditions { IfMatch = new ETag($"\"{version.ETag}\"") };
        try
        {
            download = await container.GetBlobClient(version.Name)
                .DownloadStreamingAsync(new BlobDownloadOptions { Conditions = thisVersion }, overdue);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return null;
        }

        await using var content = download.Content;
        var type = function.TriggerParameter.ParameterType;
        var text = type == typeof(Stream) ? null : await new StreamReader(content).ReadToEndAsync(overdue);
        return await runner.RunAsync(function, Bind, stop);

        object? Bind(ParameterInfo parameter) =>
            parameter != function.TriggerParameter ? values[parameter.Name!]
            : text is null ? content
            : TriggerContent.Read(text, type, json);
    }

    /// <summary>The blob's type; a block blob where it is gone by now.</summary>
    private async Task<BlobType> TypeAsync(BlobVersion version, CancellationToken cancellationToken)
    {
        try
        {
            var properties = await container.GetBlobClient(version.Name).GetPropertiesAsync(cancellationToken: cancellationToken);
            return properties.Value.BlobType;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return BlobType.Block;
        }
    }

    /// <summary>A fifth of a second after the first failure, twice as long after each further one; none after the last.</summary>
    private async Task PauseAsync(int failures, CancellationToken stop)
    {
        if (failures >= options.PoisonBlobThreshold)
        {
            return;
        }

        slots.Release();
        try
        {
            await Task.Delay(FirstPause * Math.Pow(2, failures - 1), stop);
        }
        catch (OperationCanceledException)
        {
            // The next attempt is not begun.
        }
        finally
        {
            await slots.WaitAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Function '{Function}' was tried {Count} times for a version of a blob, which moves to the queue 'webjobs-blobtrigger-poison'.")]
    private static partial void LogPoison(ILogger logger, string function, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A version of a blob could not be handled by function '{Function}'; it is tried again.")]
    private static partial void LogNotHandled(ILogger logger, Exception exception, string function);
}
