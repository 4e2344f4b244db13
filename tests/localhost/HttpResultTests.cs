using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class HttpResultTests
{
    [Theory]
    [InlineData("json", HttpStatusCode.OK, "application/json; charset=utf-8", """{"firstName":"Ana","cameraCount":2}""")]
    [InlineData("union/known", HttpStatusCode.OK, "application/json; charset=utf-8", """{"firstName":"known","cameraCount":1}""")]
    [InlineData("union/unknown", HttpStatusCode.NotFound, null, "")]
    [InlineData("union/bad", HttpStatusCode.BadRequest, "application/problem+json", """{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Not so","status":400}""")]
    [InlineData("object", HttpStatusCode.OK, "application/json; charset=utf-8", """{"firstName":"Ana","cameraCount":2}""")]
    [InlineData("content", HttpStatusCode.Accepted, "text/csv; charset=utf-8", "a,b")]
    [InlineData("file", HttpStatusCode.OK, "application/pdf", "%PDF")]
    [InlineData("status", HttpStatusCode.Conflict, null, "")]
    [InlineData("problem", HttpStatusCode.UnprocessableEntity, "application/problem+json; charset=utf-8", """{"title":"No","status":422}""")]
    [InlineData("task", HttpStatusCode.OK, "text/plain; charset=utf-8", "later")]
    [InlineData("valuetask", HttpStatusCode.OK, "text/plain; charset=utf-8", "soon")]
    [InlineData("static", HttpStatusCode.OK, "text/plain; charset=utf-8", "fixed")]
    public async Task Result_OfAnyKind_IsWrittenAndNothingIsAdded(string path, HttpStatusCode status, string? contentType, string body)
    {
        await using var host = await HttpTestHost.StartAsync<Answers>();
        using var client = host.CreateClient();

        using var response = await client.GetAsync($"/api/{path}", TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Empty(response.Headers.Select(header => header.Key).Except(["Date", "Transfer-Encoding"]));
    }

    [Fact]
    public async Task Instance_OfTheClass_IsNewForEachRunAndItsServicesOutliveTheResult()
    {
        await using var host = await HttpTestHost.StartAsync<Scoped>(services: services => services.AddSingleton<Journal>().AddScoped<Unit>());
        using var client = host.CreateClient();

        var first = await client.GetStringAsync("/api/scoped", TestContext.Current.CancellationToken);
        var second = await client.GetStringAsync("/api/scoped", TestContext.Current.CancellationToken);

        Assert.Equal(("run 1", "run 1"), (first, second));
        var journal = host.Services.GetRequiredService<Journal>();
        await journal.SecondDisposal.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(["written", "disposed", "written", "disposed"], journal.Lines);
    }

    [Fact]
    public async Task BearerToken_OfTheConfiguredScheme_IsForTheFunctionToAuthenticate()
    {
        await using var host = await HttpTestHost.StartAsync<Visitors>(services: services => services.AddAuthentication().AddJwtBearer());
        using var client = host.CreateClient();
        var token = await LocalTokenTests.TokenAsync(client, "/local/token?role=Registry.Officer&name=Ana");

        var anonymous = await client.GetStringAsync("/api/visitor", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var officer = await client.GetStringAsync("/api/visitor", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{token}x");
        var forger = await client.GetStringAsync("/api/visitor", TestContext.Current.CancellationToken);

        Assert.Equal("signed in: False, authenticated: False, roles: ", anonymous);
        Assert.Equal("signed in: False, authenticated: True, roles: Registry.Officer", officer);
        Assert.Equal("signed in: False, authenticated: False, roles: ", forger);
    }

    public sealed record Person(string FirstName, int CameraCount);

    public sealed class Answers
    {
        [Function("Json")]
        public IResult Json([HttpTrigger(AuthorizationLevel.Anonymous, Route = "json")] HttpRequest request) => TypedResults.Ok(new Person("Ana", 2));

        [Function("Union")]
        public Results<Ok<Person>, NotFound, ProblemHttpResult> Union(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "union/{name}")] HttpRequest request, string name) => name switch
            {
                "known" => TypedResults.Ok(new Person(name, 1)),
                "bad" => TypedResults.Problem(title: "Not so", statusCode: 400),
                _ => TypedResults.NotFound(),
            };

        [Function("Object")]
        public IActionResult ObjectOfARecord([HttpTrigger(AuthorizationLevel.Anonymous, Route = "object")] HttpRequest request) => new OkObjectResult(new Person("Ana", 2));

        [Function("Content")]
        public IActionResult Content([HttpTrigger(AuthorizationLevel.Anonymous, Route = "content")] HttpRequest request) =>
            new ContentResult { Content = "a,b", ContentType = "text/csv; charset=utf-8", StatusCode = 202 };

        [Function("File")]
        public FileStreamResult File([HttpTrigger(AuthorizationLevel.Anonymous, Route = "file")] HttpRequest request) =>
            new(new MemoryStream("%PDF"u8.ToArray()), "application/pdf");

        [Function("Status")]
        public StatusCodeResult Status([HttpTrigger(AuthorizationLevel.Anonymous, Route = "status")] HttpRequest request) => new(409);

        [Function("Problem")]
        public IActionResult Problem([HttpTrigger(AuthorizationLevel.Anonymous, Route = "problem")] HttpRequest request) =>
            new ObjectResult(new ProblemDetails { Title = "No", Status = 422 }) { StatusCode = 422 };

        [Function("Later")]
        public async Task<IActionResult> Later([HttpTrigger(AuthorizationLevel.Anonymous, Route = "task")] HttpRequest request)
        {
            await Task.Yield();
            return new ContentResult { Content = "later" };
        }

        [Function("Soon")]
        public async ValueTask<IResult> Soon([HttpTrigger(AuthorizationLevel.Anonymous, Route = "valuetask")] HttpRequest request)
        {
            await Task.Yield();
            return TypedResults.Text("soon");
        }

        [Function("Static")]
        public static IResult Fixed([HttpTrigger(AuthorizationLevel.Anonymous, Route = "static")] HttpRequest request) => TypedResults.Text("fixed");
    }

    public sealed class Scoped(Unit unit)
    {
        private int _runs;

        [Function("Scoped")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new WrittenLate(unit, $"run {++_runs}");

        private sealed class WrittenLate(Unit unit, string text) : IResult
        {
            public async Task ExecuteAsync(HttpContext httpContext)
            {
                await httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
                unit.Note("written");
            }
        }
    }

    public sealed class Unit(Journal journal) : IDisposable
    {
        public void Note(string line) => journal.Add(line);

        public void Dispose() => journal.Add("disposed");
    }

    public sealed class Journal
    {
        private readonly TaskCompletionSource _secondDisposal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _lines = [];

        public Task SecondDisposal => _secondDisposal.Task;

        public IReadOnlyList<string> Lines => _lines;

        public void Add(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                if (_lines.Count(entry => entry == "disposed") == 2)
                {
                    _secondDisposal.SetResult();
                }
            }
        }
    }

    public sealed class Visitors
    {
        [Function("Visitor")]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request)
        {
            var signedIn = request.HttpContext.User.Identity?.IsAuthenticated;
            var result = await request.HttpContext.AuthenticateAsync("Bearer");
            var roles = result.Principal?.Claims.Where(claim => claim.Type is "roles" or ClaimTypes.Role).Select(claim => claim.Value) ?? [];
            return TypedResults.Text($"signed in: {signedIn}, authenticated: {result.Succeeded}, roles: {string.Join(",", roles)}");
        }
    }
}
