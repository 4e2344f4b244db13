using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpThrottleTests
{
    private const string Outstanding = "AzureFunctionsJobHost:extensions:http:maxOutstandingRequests";
    private const string Concurrent = "AzureFunctionsJobHost:extensions:http:maxConcurrentRequests";
    private static readonly Uri Address = new("api/work", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_BeyondWhatMayWaitAndRun_Is429AtOnceAndTheOthersGetTheirTurn()
    {
        var gate = new Gate();
        await using var host = await StartAsync(gate, outstanding: "2", concurrent: "1");
        using var client = host.CreateClient();
        var running = client.GetAsync(Address, Cancellation);
        await gate.Entered.Task.WaitAsync(Cancellation);

        Task<HttpResponseMessage>[] others = [client.GetAsync(Address, Cancellation), client.GetAsync(Address, Cancellation)];
        var first = await Task.WhenAny(others);
        using var refused = await first;

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Empty(await refused.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(1, gate.Count);
        gate.Open.SetResult();
        foreach (var answer in others.Except([first]).Append(running))
        {
            using var response = await answer;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(2, gate.Count);
        using var later = await client.GetAsync(Address, Cancellation);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Request_WhoseClientLeavesBeforeItsTurn_NeverRunsAndMakesRoom()
    {
        var gate = new Gate();
        await using var host = await StartAsync(gate, outstanding: "2", concurrent: "1");
        using var client = host.CreateClient();
        var running = client.GetAsync(Address, Cancellation);
        await gate.Entered.Task.WaitAsync(Cancellation);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var leaving = client.GetAsync(Address, impatience.Token);

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.Open.SetResult();
        using var first = await running;
        using var next = await client.GetAsync(Address, Cancellation);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-2")]
    public async Task Limit_ThatIsNone_StopsTheStart(string limit)
    {
        var exception = await Assert.ThrowsAsync<StartException>(() => StartAsync(new Gate(), outstanding: limit, concurrent: "1"));

        Assert.Contains("maxOutstandingRequests", exception.Message, StringComparison.Ordinal);
    }

    private static Task<InProcessFunctionsHost> StartAsync(Gate gate, string outstanding, string concurrent) => HttpTestHost.StartAsync<Functions>(
        new Dictionary<string, string?> { [Outstanding] = outstanding, [Concurrent] = concurrent }, services => services.AddSingleton(gate));

    public sealed class Gate
    {
        private int _count;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => _count;

        public async Task PassAsync()
        {
            Interlocked.Increment(ref _count);
            Entered.TrySetResult();
            await Open.Task;
        }
    }

    public sealed class Functions(Gate gate)
    {
        [Function("Work")]
        public async Task<IResult> WorkAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "work")] HttpRequest request)
        {
            await gate.PassAsync();
            return TypedResults.Ok();
        }
    }
}
