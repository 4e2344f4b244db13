using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Requests;

/// <summary>An answer of text that is written as it is read, line by line.</summary>
/// <param name="lines">The lines, each with its line end.</param>
/// <param name="contentType">The media type.</param>
/// <param name="patience">How long the next line may take.</param>
/// <param name="clock">Measures it.</param>
/// <param name="cutOff">Told why the answer ends in the middle.</param>
internal sealed class StreamedText(IAsyncEnumerable<string> lines, string contentType, TimeSpan patience, TimeProvider clock, Action<Exception> cutOff)
    : IResult, IAsyncDisposable
{
    /// <summary>How much is held before it is sent, in bytes: most answers fit in the first piece, and then they are whole or 503.</summary>
    private const int Piece = 256 * 1024;

    private readonly CancellationTokenSource _reading = new(Timeout.InfiniteTimeSpan, clock);
    private readonly MemoryStream _held = new();
    private IAsyncEnumerator<string>? _lines;
    private bool _isAtEnd;

    /// <summary>Reads the first piece.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var end = cancellationToken.Register(_reading.Cancel);
        _lines = lines.GetAsyncEnumerator(_reading.Token);
        await ReadPieceAsync(_lines, () => { });
    }

    /// <summary>Sends what was read, and then the rest as it comes.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var disposal = this;
        await using var end = httpContext.RequestAborted.Register(_reading.Cancel);
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = _isAtEnd ? _held.Length : null;
        try
        {
            await SendAsync(httpContext);
            while (!_isAtEnd)
            {
                await ReadPieceAsync(_lines!, () => _reading.CancelAfter(patience));
                await SendAsync(httpContext);
            }
        }
        catch (Exception exception) when (!httpContext.RequestAborted.IsCancellationRequested
            && (StorageFailure.IsOutage(exception) || exception is OperationCanceledException))
        {
            cutOff(exception);
            httpContext.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_lines is not null)
        {
            await _lines.DisposeAsync();
        }

        _reading.Dispose();
        await _held.DisposeAsync();
    }

    private async Task ReadPieceAsync(IAsyncEnumerator<string> reading, Action beforeEach)
    {
        while (_held.Length < Piece)
        {
            beforeEach();
            if (!await reading.MoveNextAsync())
            {
                _isAtEnd = true;
                return;
            }

            _held.Write(Encoding.UTF8.GetBytes(reading.Current));
        }
    }

    private async Task SendAsync(HttpContext httpContext)
    {
        await httpContext.Response.Body.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), httpContext.RequestAborted);
        _held.SetLength(0);
    }
}
