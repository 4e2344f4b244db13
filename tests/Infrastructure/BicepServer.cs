using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>
/// The Bicep command line as a server: one process, which starts slowly, answers every question in turn. It speaks JSON-RPC 2.0 with the
/// headers of the Language Server Protocol on its standard streams.
/// </summary>
internal sealed class BicepServer : IDisposable
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();

    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);
    private int _number;

    public BicepServer(ProcessStartInfo start)
    {
        start.ArgumentList.Add("jsonrpc");
        start.ArgumentList.Add("--stdio");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="method">The method, such as <c>bicep/compile</c>.</param>
    /// <param name="parameters">Its parameters, by name.</param>
    /// <param name="cancellationToken">Ends the wait; the server is of no use afterwards.</param>
    /// <returns>The result.</returns>
    public async Task<JsonElement> AskAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var question = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_number, ["method"] = method, ["params"] = parameters };
            await WriteAsync(Encoding.UTF8.GetBytes(question.ToJsonString()), cancellationToken);
            var answer = await ReadAsync(cancellationToken);
            Assert.Equal(_number, answer.GetProperty("id").GetInt32());
            Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
            return answer.GetProperty("result");
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _turn.Dispose();
    }

    private async Task WriteAsync(byte[] body, CancellationToken cancellationToken)
    {
        var stream = _process.StandardInput.BaseStream;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private async Task<JsonElement> ReadAsync(CancellationToken cancellationToken)
    {
        var stream = _process.StandardOutput.BaseStream;
        var headers = new List<byte>();
        var next = new byte[1];
        while (!headers.TakeLast(EndOfHeaders.Length).SequenceEqual(EndOfHeaders))
        {
            await stream.ReadExactlyAsync(next, cancellationToken);
            headers.Add(next[0]);
        }

        var body = new byte[Length(Encoding.ASCII.GetString([.. headers]))];
        await stream.ReadExactlyAsync(body, cancellationToken);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    private static int Length(string headers)
    {
        const string name = "Content-Length:";
        var header = headers.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return int.Parse(header[name.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
