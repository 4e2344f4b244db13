using System.Buffers;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// Reads the body of a good answer into memory, no more of it than an answer can need and no longer than one try may take.
/// It stands within the retries, so that a connection that breaks in the middle of a body is tried again. The body of any
/// other answer stays unread.
/// </summary>
/// <param name="limit">The most bytes that are read.</param>
/// <param name="timeout">The most time that is spent reading.</param>
internal sealed class BoundedBodyPolicy(int limit, TimeSpan timeout) : HttpPipelinePolicy
{
    /// <exception cref="InvalidDataException">The body is longer than the limit.</exception>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        message.BufferResponse = false;
        await ProcessNextAsync(message, pipeline);
        if (message.Response is not { Status: 200, ContentStream: { } body })
        {
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(message.CancellationToken);
        deadline.CancelAfter(timeout);
        message.Response.ContentStream = await ReadAsync(body, deadline.Token);
        await body.DisposeAsync();
    }

    /// <exception cref="NotSupportedException">Always: geocoding is asynchronous.</exception>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The geocoder is asynchronous only.");

    private async Task<MemoryStream> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var read = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int count;
            while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (read.Length + count > limit)
                {
                    throw new InvalidDataException($"The answer is longer than {limit} bytes.");
                }

                read.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        read.Position = 0;
        return read;
    }
}
