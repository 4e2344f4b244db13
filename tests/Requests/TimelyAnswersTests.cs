using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Tests.Localhost;

namespace ServerlessRegistry.Tests.Requests;

public sealed class TimelyAnswersTests
{
    private const int Plenty = 20_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("outage")]
    [InlineData("wait")]
    [InlineData("lines/1/failing")]
    public async Task Answer_ThatTheStorageDoesNotGive_Is503WithWhenToAskAgain(string path)
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(new Uri($"api/{path}", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Defect_ThatTheStorageRefuses_IsNoOutage()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(new Uri("api/defect", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Plenty)]
    public async Task Lines_HoweverMany_ArriveWhole(int count)
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        var text = await client.GetStringAsync(new Uri($"api/lines/{count}/whole", UriKind.Relative), Cancellation);

        Assert.Equal(count, text.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Lines_ThatFailAfterTheAnswerHasBegun_CutTheConnection()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(
            new Uri($"api/lines/{Plenty}/failing", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(Cancellation));
    }

    private static Task<InProcessFunctionsHost> StartAsync() => HttpTestHost.StartAsync<Functions>(services: services => services
        .AddSingleton(new RequestLimits { Deadline = TimeSpan.FromMilliseconds(500) })
        .AddSingleton(TimeProvider.System)
        .AddSingleton<TimelyAnswers>());

    public sealed class Functions(TimelyAnswers answers)
    {
        [Function("Outage")]
        public Task<IResult> OutageAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "outage")] HttpRequest request, CancellationToken cancellationToken) =>
            answers.InTimeAsync(request, _ => throw new RequestFailedException(503, "Busy."), cancellationToken);

        [Function("Defect")]
        public Task<IResult> DefectAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "defect")] HttpRequest request, CancellationToken cancellationToken) =>
            answers.InTimeAsync(request, _ => throw new RequestFailedException(400, "Wrong."), cancellationToken);

        [Function("Wait")]
        public Task<IResult> WaitAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request, CancellationToken cancellationToken) =>
            answers.InTimeAsync(
                request,
                async time =>
                {
                    await Task.Delay(Timeout.Infinite, time.Whole);
                    return TypedResults.Ok();
                },
                cancellationToken);

        [Function("Lines")]
        public Task<IResult> LinesAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lines/{count:int}/{end}")] HttpRequest request,
            int count,
            string end,
            CancellationToken cancellationToken) =>
            answers.InTimeAsync(request, time => answers.StreamAsync(LinesAsync(count, end == "failing"), "text/plain", time), cancellationToken);

        private static async IAsyncEnumerable<string> LinesAsync(int count, bool fails, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var number = 0; number < count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return $"{number} and some more words\n";
            }

            await Task.Yield();
            if (fails)
            {
                throw new IOException("The storage has cut the connection.");
            }
        }
    }
}
