using System.Text.Json;

namespace ServerlessRegistry.Audit;

/// <summary>An entry on its way into the log.</summary>
internal sealed class WaitingEntry(AuditEntry entry)
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Names the entry's line.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The entry.</summary>
    public AuditEntry Entry { get; } = entry;

    /// <summary>How long the entry is as JSON, in bytes; the rest of its line is short.</summary>
    public int Size { get; } = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry).Length;

    /// <summary>Ends once the line is durable, or fails with <see cref="AuditUnavailableException"/>.</summary>
    public Task Written => _written.Task;

    /// <summary>The line is durable.</summary>
    public void Succeed() => _written.TrySetResult();

    /// <summary>The line was not written, as far as can be known.</summary>
    public void Fail(AuditUnavailableException exception) => _written.TrySetException(exception);

    /// <summary>Nobody waits for it any more; unless it is being written just now, it never will be.</summary>
    public void Abandon() => _written.TrySetCanceled();
}
