using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpKeyTests
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["FunctionKeys:Master"] = "master-key",
        ["FunctionKeys:Host:default"] = "host-key",
        ["FunctionKeys:Functions:Keyed:default"] = "function-key",
        ["FunctionKeys:Functions:Other:default"] = "other-key",
    };

    [Theory]
    [InlineData("Open", null, HttpStatusCode.OK)]
    [InlineData("Open", "wrong", HttpStatusCode.OK)]
    [InlineData("Keyed", null, HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "", HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "FUNCTION-KEY", HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "other-key", HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "function-key", HttpStatusCode.OK)]
    [InlineData("Keyed", "host-key", HttpStatusCode.OK)]
    [InlineData("Keyed", "master-key", HttpStatusCode.OK)]
    [InlineData("KeyedByDefault", null, HttpStatusCode.Unauthorized)]
    [InlineData("KeyedByDefault", "host-key", HttpStatusCode.OK)]
    [InlineData("Administration", "function-key", HttpStatusCode.Unauthorized)]
    [InlineData("Administration", "host-key", HttpStatusCode.Unauthorized)]
    [InlineData("Administration", "master-key", HttpStatusCode.OK)]
    public async Task Key_InHeaderOrQuery_OpensWhatItsLevelSays(string function, string? key, HttpStatusCode expected)
    {
        await using var host = await HttpTestHost.StartAsync<Levels>(Keys);
        using var client = host.CreateClient();
        using var withHeader = new HttpRequestMessage(HttpMethod.Get, $"/api/at/{function}");
        if (key is not null)
        {
            withHeader.Headers.Add("x-functions-key", key);
        }

        using var byHeader = await client.SendAsync(withHeader, TestContext.Current.CancellationToken);
        using var byQuery = await client.GetAsync($"/api/at/{function}{(key is null ? "" : $"?code={key}")}", TestContext.Current.CancellationToken);

        Assert.Equal((expected, expected), (byHeader.StatusCode, byQuery.StatusCode));
        if (expected == HttpStatusCode.Unauthorized)
        {
            Assert.Empty(await byHeader.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(["Date"], byHeader.Headers.Select(header => header.Key));
        }
    }

    [Fact]
    public async Task Key_WhereNoneIsSet_OpensNothing()
    {
        await using var host = await HttpTestHost.StartAsync<Levels>();
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/api/at/Keyed?code=", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public sealed class Levels
    {
        [Function("Open")]
        public IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, Route = "at/Open")] HttpRequest request) => TypedResults.Ok();

        [Function("Keyed")]
        public IResult Keyed([HttpTrigger(AuthorizationLevel.Function, Route = "at/Keyed")] HttpRequest request) => TypedResults.Ok();

        [Function("KeyedByDefault")]
        public IResult KeyedByDefault([HttpTrigger("get", Route = "at/KeyedByDefault")] HttpRequest request) => TypedResults.Ok();

        [Function("Administration")]
        public IResult Administration([HttpTrigger(AuthorizationLevel.Admin, Route = "at/Administration")] HttpRequest request) => TypedResults.Ok();
    }
}
