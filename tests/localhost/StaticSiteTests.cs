using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class StaticSiteTests : IDisposable
{
    private readonly DirectoryInfo _app = Directory.CreateTempSubdirectory("site-");

    public StaticSiteTests()
    {
        Write("local.settings.json", """{ "Values": { "Secret": "hidden" } }""");
        Write("web/index.html", "<h1>home</h1>");
        Write("web/officer/index.html", "<h1>officer</h1>");
        Write("web/p/index.html", "<h1>placard</h1>");
        Write("web/main.mjs", "export {};");
        Write("web/data.json", "{}");
        Write("web/type.woff2", "font");
        Write("web/site.webmanifest", "{}");
        Write("web/beats.geojson", "{}");
        Write("web/api/hello", "a file in the way of a function");
        Write("web/staticwebapp.config.json", """
            {
              "globalHeaders": { "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'self'" },
              "routes": [
                { "route": "/p/*", "rewrite": "/p/index.html" },
                { "route": "/start", "rewrite": "/index.html" }
              ]
            }
            """);
    }

    public void Dispose() => _app.Delete(recursive: true);

    [Theory]
    [InlineData("/", "text/html", "<h1>home</h1>")]
    [InlineData("/index.html", "text/html", "<h1>home</h1>")]
    [InlineData("/officer/", "text/html", "<h1>officer</h1>")]
    [InlineData("/officer", "text/html", "<h1>officer</h1>")]
    [InlineData("/p/7K3M9QX2", "text/html", "<h1>placard</h1>")]
    [InlineData("/start", "text/html", "<h1>home</h1>")]
    [InlineData("/main.mjs", "text/javascript", "export {};")]
    [InlineData("/data.json", "application/json", "{}")]
    [InlineData("/type.woff2", "font/woff2", "font")]
    [InlineData("/site.webmanifest", "application/manifest+json", "{}")]
    [InlineData("/beats.geojson", "application/geo+json", "{}")]
    public async Task File_OfTheSite_IsServedWithItsTypeAndTheSitesHeaders(string path, string contentType, string content)
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(content, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["default-src 'self'"], response.Headers.GetValues("Content-Security-Policy"));
        Assert.NotNull(response.Headers.ETag);
    }

    [Fact]
    public async Task File_ThatDidNotChange_IsNotSentAgain()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();
        using var first = await client.GetAsync("/main.mjs", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/main.mjs");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));

        using var second = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task File_AtTheRouteOfAFunction_DoesNotShadowIt()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/api/hello", TestContext.Current.CancellationToken);

        Assert.Equal("a function", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/staticwebapp.config.json")]
    [InlineData("/StaticWebApp.Config.json")]
    [InlineData("/nothing.html")]
    [InlineData("/../local.settings.json")]
    [InlineData("/%2e%2e/local.settings.json")]
    [InlineData("/..%2flocal.settings.json")]
    [InlineData("/officer/..%5c..%5clocal.settings.json")]
    [InlineData("//local.settings.json")]
    public async Task Path_OutsideTheSite_IsNotFound(string path)
    {
        await using var host = await StartAsync();

        // Raw, because a client would tidy the path before it sends it.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.BaseAddress.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_ThatIsBroken_StopsTheStartWithItsPath()
    {
        Write("web/staticwebapp.config.json", "{ not json");

        var failure = await Assert.ThrowsAsync<StartException>(StartAsync);

        Assert.Contains("staticwebapp.config.json", failure.Message, StringComparison.Ordinal);
    }

    private Task<InProcessFunctionsHost> StartAsync() =>
        HttpTestHost.StartAsync<Api>(new Dictionary<string, string?> { ["AzureWebJobsScriptRoot"] = _app.FullName });

    private void Write(string path, string content)
    {
        var file = Path.Combine(_app.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    public sealed class Api
    {
        [Function("hello")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => TypedResults.Text("a function");
    }
}
