using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpRouteTests
{
    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/greetings/ana")]
    [InlineData("POST", "/api/greetings/ana")]
    [InlineData("HEAD", "/api/greetings/ana")]
    [InlineData("OPTIONS", "/api/greetings/ana")]
    [InlineData("GET", "/api/numbers/x")]
    [InlineData("GET", "/api/numbers/99999999999")]
    public async Task Request_ThatNoFunctionAnswers_Gets404WithoutBodyOrAllowHeader(string method, string path)
    {
        await using var host = await HttpTestHost.StartAsync<Routes>();
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["Date"], response.Headers.Select(header => header.Key));
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api/greetings/ana", "Greet ana")]
    [InlineData("/API/Greetings/ana", "Greet ana")]
    [InlineData("/api/greetings/ana/", "Greet ana")]
    [InlineData("/api/greetings/a%20b%C3%A9", "Greet a bé")]
    [InlineData("/api/numbers/42", "Number 42")]
    [InlineData("/api/numbers/-7", "Number -7")]
    [InlineData("/api/pages", "Page none")]
    [InlineData("/api/pages/3", "Page 3")]
    [InlineData("/api/sizes", "Size 10")]
    [InlineData("/api/sizes/3", "Size 3")]
    [InlineData("/api/limits", "Limit 25")]
    [InlineData("/api/limits/3", "Limit 3")]
    [InlineData("/api/files/a/b/c.txt", "File a/b/c.txt")]
    [InlineData("/api/files", "File none")]
    [InlineData("/api/NamedByItself", "NamedByItself")]
    [InlineData("/api/namedbynothing", "NamedByNothing")]
    public async Task Route_WithValues_BindsThemByName(string path, string expected)
    {
        await using var host = await HttpTestHost.StartAsync<Routes>();
        using var client = host.CreateClient();

        Assert.Equal(expected, await client.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Trigger_WithoutMethods_AnswersEveryMethod(string method)
    {
        await using var host = await HttpTestHost.StartAsync<Routes>();
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/NamedByItself");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("NamedByItself", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET", "read")]
    [InlineData("PUT", "write")]
    public async Task Functions_OnOneRouteWithDifferentMethods_EachAnswerTheirOwn(string method, string expected)
    {
        await using var host = await HttpTestHost.StartAsync<OneRoute>();
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/shared/1");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("v2/registry", "/v2/registry/greetings/ana")]
    [InlineData("/v2/", "/v2/greetings/ana")]
    [InlineData("", "/greetings/ana")]
    public async Task RoutePrefix_OfHostJson_StandsBeforeEveryRoute(string prefix, string path)
    {
        await using var host = await HttpTestHost.StartAsync<Routes>(
            new Dictionary<string, string?> { ["AzureFunctionsJobHost:extensions:http:routePrefix"] = prefix });
        using var client = host.CreateClient();

        Assert.Equal("Greet ana", await client.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_AsTheFunctionSeesIt_IsWhatTheClientSent()
    {
        await using var host = await HttpTestHost.StartAsync<Routes>();
        using var client = host.CreateClient();

        var seen = await client.GetStringAsync("/api/request?a=1", TestContext.Current.CancellationToken);

        Assert.Equal($"http {host.BaseAddress.Authority} /api/request ?a=1 127.0.0.1", seen);
    }

    [Theory]
    [InlineData(typeof(AdminRoute), "AdminRoute")]
    [InlineData(typeof(RuntimeRoute), "RuntimeRoute")]
    [InlineData(typeof(Rivals), "First", "Second")]
    [InlineData(typeof(UnknownConstraint), "UnknownConstraint")]
    public async Task Route_ThatTheHostCannotServe_StopsTheStart(Type functions, params string[] named)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => HttpTestHost.StartAsync(functions));

        Assert.All(named, name => Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RoutePrefix_ThatIsNoRoute_StopsTheStart()
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => HttpTestHost.StartAsync<Routes>(
            new Dictionary<string, string?> { ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "a{" }));

        Assert.Contains("routePrefix", failure.Message, StringComparison.Ordinal);
    }

    public sealed class Routes
    {
        [Function("Greet")]
        public IResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greetings/{name}")] HttpRequest request, string name) =>
            TypedResults.Text($"Greet {name}");

        [Function("Number")]
        public IResult Number([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "numbers/{n:int}")] HttpRequest request, int n) =>
            TypedResults.Text($"Number {n}");

        [Function("Page")]
        public IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pages/{page?}")] HttpRequest request, int? page) =>
            TypedResults.Text($"Page {page?.ToString(CultureInfo.InvariantCulture) ?? "none"}");

        [Function("Size")]
        public IResult Size([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sizes/{size:int=10}")] HttpRequest request, int size) =>
            TypedResults.Text($"Size {size}");

        [Function("Limit")]
        public IResult Limit([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "limits/{limit?}")] HttpRequest request, int limit = 25) =>
            TypedResults.Text($"Limit {limit}");

        [Function("File")]
        public IResult File([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest request, string? path) =>
            TypedResults.Text($"File {path ?? "none"}");

        [Function("NamedByItself")]
        public IResult NamedByItself([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => TypedResults.Text("NamedByItself");

        [Function("NamedByNothing")]
        public IResult NamedByNothing([HttpTrigger(AuthorizationLevel.Anonymous, Route = "")] HttpRequest request) => TypedResults.Text("NamedByNothing");

        [Function("Request")]
        public IResult Request([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            TypedResults.Text($"{request.Scheme} {request.Host} {request.Path} {request.QueryString} {request.HttpContext.Connection.RemoteIpAddress}");
    }

    public sealed class OneRoute
    {
        [Function("Read")]
        public IResult Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "shared/{id}")] HttpRequest request) => TypedResults.Text("read");

        [Function("Write")]
        public IResult Write([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "shared/{other}")] HttpRequest request) => TypedResults.Text("write");
    }

    public sealed class AdminRoute
    {
        [Function("AdminRoute")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "Admin/users")] HttpRequest request) => TypedResults.Ok();
    }

    public sealed class RuntimeRoute
    {
        [Function("RuntimeRoute")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/runtime/{*rest}")] HttpRequest request) => TypedResults.Ok();
    }

    public sealed class Rivals
    {
        [Function("First")]
        public IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "same/{id}")] HttpRequest request) => TypedResults.Ok();

        [Function("Second")]
        public IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "POST", Route = "Same/{name}")] HttpRequest request) => TypedResults.Ok();
    }

    public sealed class UnknownConstraint
    {
        [Function("UnknownConstraint")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:nosuchthing}")] HttpRequest request) => TypedResults.Ok();
    }
}
