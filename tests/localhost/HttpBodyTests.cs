using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpBodyTests
{
    private const long Limit = 100 * 1024 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(64 * 1024)]
    [InlineData(1024 * 1024)]
    [InlineData(30 * 1024 * 1024)]
    public async Task Body_OfAnySize_ReachesTheFunctionIntact(int length)
    {
        await using var host = await HttpTestHost.StartAsync<Digests>();
        using var client = host.CreateClient();
        using var expected = new GeneratedStream(length);
        var digest = $"{length} {Convert.ToHexString(await SHA256.HashDataAsync(expected, TestContext.Current.CancellationToken))}";

        Assert.Equal(digest, await PostAsync(client, length, isChunked: false));
        Assert.Equal(digest, await PostAsync(client, length, isChunked: true));
    }

    [Fact]
    public async Task Body_OfTheLimit_IsAccepted()
    {
        await using var host = await HttpTestHost.StartAsync<Digests>();
        using var client = host.CreateClient();
        using var content = new StreamContent(new GeneratedStream(Limit));

        using var response = await client.PostAsync("/api/count", content, TestContext.Current.CancellationToken);

        Assert.Equal(Limit.ToString(CultureInfo.InvariantCulture), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Body_DeclaredAboveTheLimit_Gives500BeforeTheFunctionRunsAndClosesTheConnection()
    {
        using var logs = new HttpLogRecorder();
        await using var host = await HttpTestHost.StartAsync<Digests>(services: services => services.AddSingleton<ILoggerProvider>(logs));

        var answer = await ExchangeAsync(
            host.BaseAddress.Port, $"POST /api/ignored HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Limit + 1}\r\n\r\n", body: null);

        Assert.StartsWith("HTTP/1.1 500 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Single(logs.Entries, entry => entry.Level == LogLevel.Error && entry.Text.Contains("'Ignored'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_ThatGrowsAboveTheLimit_Gives500AndTheHostGoesOn()
    {
        using var logs = new HttpLogRecorder();
        await using var host = await HttpTestHost.StartAsync<Digests>(services: services => services.AddSingleton<ILoggerProvider>(logs));

        var answer = await ExchangeAsync(
            host.BaseAddress.Port, "POST /api/count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", new GeneratedStream(Limit + 1));

        Assert.StartsWith("HTTP/1.1 500 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Single(logs.Entries, entry => entry.Exception is BadHttpRequestException && entry.Text.Contains("'Count'", StringComparison.Ordinal));
        using var client = host.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/ignored", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string> PostAsync(HttpClient client, int length, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/digest") { Content = new StreamContent(new GeneratedStream(length)) };
        request.Headers.TransferEncodingChunked = isChunked;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a request as it stands and gives back all that comes until the host closes the connection.</summary>
    private static async Task<string> ExchangeAsync(int port, string head, Stream? body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var connection = client.GetStream();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var sending = body is null ? Task.CompletedTask : SendChunksAsync(connection, body);
        using var answer = new MemoryStream();
        try
        {
            await connection.CopyToAsync(answer, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // The host closed it with what was still on the way to it unread.
        }

        await sending;
        return Encoding.ASCII.GetString(answer.ToArray());
    }

    private static async Task SendChunksAsync(Stream connection, Stream body)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await body.ReadAsync(buffer)) > 0;)
            {
                await connection.WriteAsync(Encoding.ASCII.GetBytes($"{length:x}\r\n"));
                await connection.WriteAsync(buffer.AsMemory(0, length));
                await connection.WriteAsync("\r\n"u8.ToArray());
            }
        }
        catch (IOException)
        {
            // The host does not read on.
        }
    }

    public sealed class Digests
    {
        [Function("Digest")]
        public async Task<IResult> Digest([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "digest")] HttpRequest request, CancellationToken cancellationToken)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var length = await ReadAsync(request, hash.AppendData, cancellationToken);
            return TypedResults.Text($"{length} {Convert.ToHexString(hash.GetHashAndReset())}");
        }

        [Function("Count")]
        public async Task<IResult> Count([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "count")] HttpRequest request, CancellationToken cancellationToken) =>
            TypedResults.Text($"{await ReadAsync(request, _ => { }, cancellationToken)}");

        [Function("Ignored")]
        public IResult Ignored([HttpTrigger(AuthorizationLevel.Anonymous, Route = "ignored")] HttpRequest request) => TypedResults.Ok();

        private static async Task<long> ReadAsync(HttpRequest request, Action<ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
        {
            var buffer = new byte[64 * 1024];
            long total = 0;
            for (int length; (length = await request.Body.ReadAsync(buffer, cancellationToken)) > 0; total += length)
            {
                take(buffer.AsSpan(0, length));
            }

            return total;
        }
    }

    /// <summary>Bytes that follow from their position, as many as asked for, without holding them.</summary>
    private sealed class GeneratedStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => _position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _position);
            for (var index = 0; index < count; index++)
            {
                buffer[index] = (byte)(_position * 31 >> 3);
                _position++;
            }

            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
