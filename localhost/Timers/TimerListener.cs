using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Timers;

/// <summary>
/// Runs a function at the times of its schedule. Of all instances of the app only the one with the lock does; the others
/// wait for the lock, which is free soon after that one has ended.
/// </summary>
internal sealed class TimerListener(
    FunctionDescriptor function,
    TimerTriggerAttribute trigger,
    TimerSchedule schedule,
    TimerStatusStore statuses,
    HostStorage storage,
    TimeSpan leaseDuration,
    FunctionRunner runner,
    TimeProvider time,
    ILogger<TimerListener> logger) : IListener
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromSeconds(2);

    /// <summary>The clock may be set while a timer waits, so a long wait is made of short ones.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly BlobClient _lock = storage.Lock(function.Id);
    private readonly StorageOutage _outage = new(function.Name, logger);
    private bool _hasStarted;

    public FunctionDescriptor Function => function;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task RunAsync(Shutdown shutdown)
    {
        while (!shutdown.Requested.IsCancellationRequested)
        {
            try
            {
                await RunWithLockAsync(shutdown);
            }
            catch (Exception exception) when (StorageOutage.IsStorageError(exception) && !shutdown.Requested.IsCancellationRequested)
            {
                _outage.Note(exception);
            }

            await Task.Delay(LockPoll, shutdown.Requested);
        }
    }

    private async Task RunWithLockAsync(Shutdown shutdown)
    {
        await storage.TryCreateAsync(_lock, shutdown.Requested);
        var held = await BlobLease.TryAcquireAsync(_lock, leaseDuration, version: null, shutdown.Overdue);
        _outage.NoteEnd();
        if (held is null)
        {
            return;
        }

        await using (held)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Requested, held.Lost);
            try
            {
                await RunOnScheduleAsync(stop.Token, shutdown.Overdue);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The host stops, or another instance has the lock.
            }
        }
    }

    private async Task RunOnScheduleAsync(CancellationToken stop, CancellationToken overdue)
    {
        var isMonitored = trigger.UseMonitor && schedule.IsWorthMonitoring(Now);
        var status = isMonitored ? await RestoreAsync(stop) : From(Now, last: default);
        var isPastDue = isMonitored && status.Next < Now;
        var isDueNow = isPastDue || (trigger.RunOnStartup && !_hasStarted);
        _hasStarted = true;
        while (true)
        {
            await (isDueNow ? Task.CompletedTask : WaitUntilAsync(status.Next, stop));
            stop.ThrowIfCancellationRequested();
            var started = Now;
            var information = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = isMonitored ? status : null };
            if (await runner.RunAsync(function, _ => information, stop) == RunOutcome.Stopped)
            {
                // The times stay as they were, so the next start makes up for this run.
                return;
            }

            status = From(started, last: started);
            await (isMonitored ? RememberAsync(status, overdue) : Task.CompletedTask);
            isPastDue = isDueNow = false;
        }
    }

    /// <summary>
    /// The times from before the start. Where the schedule has changed since, it counts from now: a time that only the new
    /// schedule has was not missed.
    /// </summary>
    private async Task<ScheduleStatus> RestoreAsync(CancellationToken cancellationToken)
    {
        var status = await statuses.ReadAsync(cancellationToken);
        if (status is not null && schedule.After(status.Last == default ? status.LastUpdated : status.Last) == status.Next)
        {
            return status;
        }

        var fresh = From(Now, last: default);
        await statuses.WriteAsync(fresh, cancellationToken);
        return fresh;
    }

    private async Task RememberAsync(ScheduleStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await statuses.WriteAsync(status, cancellationToken);
            _outage.NoteEnd();
        }
        catch (Exception exception) when (StorageOutage.IsStorageError(exception) && !cancellationToken.IsCancellationRequested)
        {
            _outage.Note(exception);
        }
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken stop)
    {
        while (due - Now is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, stop);
        }
    }

    private ScheduleStatus From(DateTime updated, DateTime last) =>
        new() { Last = last, Next = schedule.After(updated), LastUpdated = updated };
}
