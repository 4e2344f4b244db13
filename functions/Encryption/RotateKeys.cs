using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// Seals with the current key what is still sealed with an older one, while the registry goes on. Once a whole pass finds nothing, and an
/// hour later another one still does, the older keys are retired: the settings may leave them out from then on.
/// </summary>
public sealed partial class RotateKeys(
    KeyRing keys, KeyRecords records, RegistrationStore registrations, BackgroundRuns runs, TimeProvider clock, ILogger<RotateKeys> logger)
{
    /// <summary>
    /// Longer than an instance with older settings goes on beside the new ones: it seals with a key that has already been replaced.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Enough to get through a large registry in one run, and few enough to leave the storage to the owners.</summary>
    private const int AtOnce = 4;

    /// <summary>Runs every 5 minutes. Where only the current key is in use, it reads a few rows and is done.</summary>
    [Function(nameof(RotateKeys))]
    public Task RunAsync([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        runs.RunAsync(nameof(RotateKeys), () => RotateAsync(cancellationToken));

    private async Task RotateAsync(CancellationToken cancellationToken)
    {
        var older = (await records.ReadAsync(cancellationToken)).Values
            .Where(record => record.IsInUse && record.Id != keys.CurrentKeyId && record.Id != KeyRecord.IndexKey)
            .ToList();
        if (older.All(IsWaitingForItsEnd))
        {
            return;
        }

        if (!await registrations.SealedWithOtherKeysAsync(keys.CurrentKeyId, cancellationToken).AnyAsync(cancellationToken))
        {
            await Task.WhenAll(older.Select(record => NoteUnusedAsync(record, cancellationToken)));
            return;
        }

        // Noted first: another run that finds nothing any more, because this one was faster, must not take that for an hour of rest.
        await Task.WhenAll(older.Where(record => record.UnusedSince is not null)
            .Select(record => records.TryChangeAsync(record with { UnusedSince = null }, cancellationToken)));
        await ResealAsync(cancellationToken);
    }

    private bool IsWaitingForItsEnd(KeyRecord record) => record.UnusedSince + Grace > clock.GetUtcNow();

    /// <summary>One pass over everything that is sealed with another key than the current one.</summary>
    private async Task ResealAsync(CancellationToken cancellationToken)
    {
        var (resealed, unreadable) = (0, 0);
        await Parallel.ForEachAsync(
            registrations.SealedWithOtherKeysAsync(keys.CurrentKeyId, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (id, stop) =>
            {
                try
                {
                    await registrations.ResealAsync(id, stop);
                    Interlocked.Increment(ref resealed);
                }
                catch (UnreadableRegistrationException exception)
                {
                    LogUnreadable(logger, exception, id);
                    Interlocked.Increment(ref unreadable);
                }
            });
        LogPass(logger, resealed, keys.CurrentKeyId, unreadable);
    }

    /// <summary>Where somebody else has changed the record in the meantime, such as an instance that seals with the key again, their word counts.</summary>
    private async Task NoteUnusedAsync(KeyRecord record, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (record.UnusedSince is null)
        {
            await records.TryChangeAsync(record with { UnusedSince = now }, cancellationToken);
        }
        else if (await records.TryChangeAsync(record with { RetiredAt = now }, cancellationToken))
        {
            LogRetired(logger, record.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} registrations were sealed again with key {KeyId}; {Unreadable} cannot be read.")]
    private static partial void LogPass(ILogger logger, int count, string keyId, int unreadable);

    [LoggerMessage(Level = LogLevel.Error, Message = "Registration {Id} cannot be read and is not sealed again; no key is retired while that is so.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, RegistrationId id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Key {KeyId} is retired: nothing is sealed with it, and the settings may leave it out.")]
    private static partial void LogRetired(ILogger logger, string keyId);
}
