using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessRegistry.Storage;

/// <summary>
/// Holds every call to the storage back until the keys are known to fit it and what is missing is made, or the storage turned out to be
/// away. A host may listen, and run functions, before that: what needs no storage is answered, and the rest waits.
/// </summary>
internal sealed class StorageGate : HttpPipelinePolicy
{
    private const string IsLetThrough = "ServerlessRegistry.StorageGate.IsLetThrough";
    private readonly TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the calls of the current method, and of those that it calls, through until the scope is disposed.</summary>
    public static IDisposable LetThrough() => HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [IsLetThrough] = true });

    /// <summary>Lets every call through, those that wait and those to come.</summary>
    public void Open() => _opening.TrySetResult();

    /// <summary>Has every call fail as if the storage were away, because the registry ends.</summary>
    public void Close() => _opening.TrySetException(new RequestFailedException("The registry ends before it uses its storage."));

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!MayPass(message))
        {
            _opening.Task.Wait(message.CancellationToken);
        }

        ProcessNext(message, pipeline);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!MayPass(message))
        {
            await _opening.Task.WaitAsync(message.CancellationToken);
        }

        await ProcessNextAsync(message, pipeline);
    }

    private bool MayPass(HttpMessage message) => _opening.Task.IsCompletedSuccessfully || message.TryGetProperty(IsLetThrough, out _);
}
