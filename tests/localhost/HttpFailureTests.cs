using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("throws", "Throws", typeof(InvalidTimeZoneException))]
    [InlineData("throws-later", "ThrowsLater", typeof(InvalidTimeZoneException))]
    [InlineData("throws-while-written", "ThrowsWhileWritten", typeof(InvalidTimeZoneException))]
    [InlineData("needs-a-service", "NeedsAService", typeof(InvalidOperationException))]
    [InlineData("number/x", "Number", typeof(FormatException))]
    [InlineData("number", "Number", typeof(InvalidOperationException))]
    public async Task Exception_InAFunction_Gives500WithoutBodyAndALogThatNamesTheFunction(string path, string function, Type exception)
    {
        using var logs = new HttpLogRecorder();
        await using var host = await StartAsync(logs);
        using var client = host.CreateClient();

        using var response = await client.GetAsync($"/api/{path}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["Date"], response.Headers.Select(header => header.Key));
        var (level, text, logged) = Assert.Single(logs.Entries, entry => entry.Exception is not null);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains($"'{function}'", text, StringComparison.Ordinal);
        Assert.IsType(exception, logged);
    }

    [Fact]
    public async Task Exception_AfterTheAnswerBegan_BreaksItOff()
    {
        using var logs = new HttpLogRecorder();
        await using var host = await StartAsync(logs);
        using var client = host.CreateClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/api/throws-after-a-part", TestContext.Current.CancellationToken));

        Assert.Single(logs.Entries, entry => entry.Exception is InvalidTimeZoneException && entry.Text.Contains("'ThrowsAfterAPart'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Routes_ThatOnlyARequestShowsToClash_Give500WithoutBody()
    {
        using var logs = new HttpLogRecorder();
        await using var host = await HttpTestHost.StartAsync<Clashing>(services: services => services.AddSingleton<ILoggerProvider>(logs));
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/api/clash/5", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Single(logs.Entries, entry => entry.Exception is not null);
    }

    [Fact]
    public async Task Client_ThatGoesAway_CancelsTokenAndRequest()
    {
        using var logs = new HttpLogRecorder();
        var watch = new Watch();
        await using var host = await StartAsync(logs, watch);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.BaseAddress.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("GET /api/waits HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await watch.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        client.Close();

        Assert.True(await watch.Ended.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Stop_WhileAFunctionRuns_CancelsItsTokenAndWaitsForItsAnswer()
    {
        using var logs = new HttpLogRecorder();
        var watch = new Watch();
        await using var host = await StartAsync(logs, watch);
        using var client = host.CreateClient();
        var answer = client.GetStringAsync("/api/finishes", TestContext.Current.CancellationToken);
        await watch.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var stop = host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("finished, client still there", await answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await stop.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/api/finishes", TestContext.Current.CancellationToken));
    }

    private static Task<InProcessFunctionsHost> StartAsync(HttpLogRecorder logs, Watch? watch = null) =>
        HttpTestHost.StartAsync<Failing>(services: services => services.AddSingleton<ILoggerProvider>(logs).AddSingleton(watch ?? new Watch()));

    public sealed class Watch
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether the request was aborted when the token was.</summary>
        public TaskCompletionSource<bool> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Failing(IServiceProvider services)
    {
        [Function("Throws")]
        public IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws")] HttpRequest request) => throw new InvalidTimeZoneException();

        [Function("ThrowsLater")]
        public async Task<IResult> ThrowsLater([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws-later")] HttpRequest request)
        {
            await Task.Yield();
            throw new InvalidTimeZoneException();
        }

        [Function("ThrowsWhileWritten")]
        public IResult ThrowsWhileWritten([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws-while-written")] HttpRequest request) =>
            new Written(response =>
            {
                response.Headers["X-Half"] = "done";
                throw new InvalidTimeZoneException();
            });

        [Function("ThrowsAfterAPart")]
        public IResult ThrowsAfterAPart([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws-after-a-part")] HttpRequest request) =>
            new Written(async response =>
            {
                await response.WriteAsync("a part");
                await response.Body.FlushAsync();
                throw new InvalidTimeZoneException();
            });

        [Function("NeedsAService")]
        public IResult NeedsAService([HttpTrigger(AuthorizationLevel.Anonymous, Route = "needs-a-service")] HttpRequest request) =>
            TypedResults.Ok(services.GetRequiredService<HttpFailureTests>());

        [Function("Number")]
        public IResult Number([HttpTrigger(AuthorizationLevel.Anonymous, Route = "number/{n?}")] HttpRequest request, int n) => TypedResults.Ok(n);

        [Function("Waits")]
        public async Task<IResult> Waits([HttpTrigger(AuthorizationLevel.Anonymous, Route = "waits")] HttpRequest request, CancellationToken cancellationToken)
        {
            var watch = services.GetRequiredService<Watch>();
            watch.Started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                watch.Ended.SetResult(request.HttpContext.RequestAborted.IsCancellationRequested);
            }

            return TypedResults.Ok();
        }

        [Function("Finishes")]
        public async Task<IResult> Finishes([HttpTrigger(AuthorizationLevel.Anonymous, Route = "finishes")] HttpRequest request, CancellationToken cancellationToken)
        {
            services.GetRequiredService<Watch>().Started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            await Task.Delay(200, CancellationToken.None);
            return TypedResults.Text($"finished, client {(request.HttpContext.RequestAborted.IsCancellationRequested ? "gone" : "still there")}");
        }

        private sealed class Written(Func<HttpResponse, Task> write) : IResult
        {
            public Task ExecuteAsync(HttpContext httpContext) => write(httpContext.Response);
        }
    }

    public sealed class Clashing
    {
        [Function("Small")]
        public IResult Small([HttpTrigger(AuthorizationLevel.Anonymous, Route = "clash/{n:max(9)}")] HttpRequest request) => TypedResults.Ok();

        [Function("Large")]
        public IResult Large([HttpTrigger(AuthorizationLevel.Anonymous, Route = "clash/{n:min(5)}")] HttpRequest request) => TypedResults.Ok();
    }
}
