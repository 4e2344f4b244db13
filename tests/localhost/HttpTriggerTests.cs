using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpTriggerTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("GET", "/api/greetings/ana", HttpStatusCode.OK)]
    [InlineData("GET", "/API/Greetings/ana/", HttpStatusCode.OK)]
    [InlineData("POST", "/api/greetings/ana", HttpStatusCode.NotFound)]
    [InlineData("HEAD", "/api/greetings/ana", HttpStatusCode.NotFound)]
    [InlineData("OPTIONS", "/api/greetings/ana", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    public async Task Request_OfARoute_IsAnsweredOnlyWhereRouteAndMethodMatch(string method, string path, HttpStatusCode expected)
    {
        await using var host = await InProcessFunctionsHost.StartAsync(
            new() { FunctionClasses = [typeof(Greetings)], Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.NewAccount() } },
            TestContext.Current.CancellationToken);
        using var client = host.CreateClient();

        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    public sealed class Greetings
    {
        [Function("Greet")]
        public IResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greetings/{name}")] HttpRequest request, string name) =>
            TypedResults.Text($"Hello {name} at {request.Path}");
    }
}
