using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class DeclarationTests
{
    [Theory]
    [InlineData("'Same'", "named", typeof(OneName))]
    [InlineData("'UnknownBinding'", "'when' of function", typeof(UnknownBinding))]
    [InlineData("'UnknownRouteValue'", "'id'", typeof(UnknownRouteValue))]
    [InlineData("'UnknownRouteType'", "unknown binding", typeof(UnknownRouteType))]
    [InlineData("'NoTrigger'", "no trigger", typeof(NoTrigger))]
    [InlineData("'TwoTriggers'", "2 triggers", typeof(TwoTriggers))]
    [InlineData("'WrongResult'", "returns Task<String>", typeof(WrongResult))]
    [InlineData("'WrongBackgroundResult'", "returns Task<Int32>", typeof(WrongBackgroundResult))]
    [InlineData("'PrivateMethod'", "public method", typeof(PrivateMethod))]
    [InlineData("'InternalClass'", "public class", typeof(InternalClass))]
    [InlineData("'OpenClass'", "public class", typeof(OpenClass<>))]
    [InlineData("'OpenMethod'", "public method", typeof(OpenMethod))]
    [InlineData("'BadRoute'", "route template", typeof(BadRoute))]
    [InlineData("'bad name'", "letter", typeof(BadName))]
    [InlineData("'1st'", "letter", typeof(NameWithADigitFirst))]
    [InlineData("'WrongRequest'", "HttpTrigger binds to HttpRequest", typeof(WrongRequest))]
    [InlineData("'WrongMessage'", "List<String>", typeof(WrongMessage))]
    [InlineData("'WrongBlob'", "Byte[]", typeof(WrongBlob))]
    [InlineData("'WrongTimer'", "TimerInfo", typeof(WrongTimer))]
    public async Task Declaration_ThatNoHostCouldRun_StopsTheStartWithItsName(string name, string reason, Type functions)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => HttpTestHost.StartAsync(functions));

        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Functions_OfClasses_AreFoundByTheirAttribute()
    {
        await using var host = await InProcessFunctionsHost.StartAsync(
            new() { FunctionClasses = [typeof(Good), typeof(Derived), typeof(DeclarationTests), typeof(IDisposable)] },
            TestContext.Current.CancellationToken);
        using var client = host.CreateClient();

        Assert.Equal("good", await client.GetStringAsync("/api/Good", TestContext.Current.CancellationToken));
        Assert.Equal("derived", await client.GetStringAsync("/api/Derived", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/NoFunction", TestContext.Current.CancellationToken)).StatusCode);
    }

    public class Base
    {
        public IResult NoFunction([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => TypedResults.Ok();
    }

    public sealed class Good
    {
        [Function("Good")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, CancellationToken cancellationToken) => TypedResults.Text("good");
    }

    public sealed class Derived : Base
    {
        [Function("Derived")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => TypedResults.Text("derived");
    }

    public sealed class OneName
    {
        [Function("Same")]
        public IResult First([HttpTrigger(Route = "one")] HttpRequest request) => TypedResults.Ok();

        [Function("same")]
        public IResult Second([HttpTrigger(Route = "two")] HttpRequest request) => TypedResults.Ok();
    }

    public sealed class UnknownBinding
    {
        [Function("UnknownBinding")]
        public void Run([QueueTrigger("orders")] string message, DateTime when) => _ = (message, when);
    }

    public sealed class UnknownRouteValue
    {
        [Function("UnknownRouteValue")]
        public IResult Run([HttpTrigger(Route = "orders/{id}")] HttpRequest request, string number) => TypedResults.Ok(number);
    }

    public sealed class UnknownRouteType
    {
        [Function("UnknownRouteType")]
        public IResult Run([HttpTrigger(Route = "orders/{id}")] HttpRequest request, Guid id) => TypedResults.Ok(id);
    }

    public sealed class NoTrigger
    {
        [Function("NoTrigger")]
        public void Run(string message) => _ = message;
    }

    public sealed class TwoTriggers
    {
        [Function("TwoTriggers")]
        public void Run([QueueTrigger("orders")] string message, [TimerTrigger("0 0 * * * *")] TimerInfo timer) => _ = (message, timer);
    }

    public sealed class WrongResult
    {
        [Function("WrongResult")]
        public Task<string> Run([HttpTrigger] HttpRequest request) => Task.FromResult("");
    }

    public sealed class WrongBackgroundResult
    {
        [Function("WrongBackgroundResult")]
        public Task<int> Run([QueueTrigger("orders")] string message) => Task.FromResult(message.Length);
    }

    public sealed class PrivateMethod
    {
        [Function("PrivateMethod")]
        internal void Run([QueueTrigger("orders")] string message) => _ = message;
    }

    internal sealed class InternalClass
    {
        [Function("InternalClass")]
        public void Run([QueueTrigger("orders")] string message) => _ = message;
    }

    public sealed class OpenClass<TAny>
    {
        [Function("OpenClass")]
        public void Run([QueueTrigger("orders")] string message) => _ = (message, typeof(TAny));
    }

    public sealed class OpenMethod
    {
        [Function("OpenMethod")]
        public void Run<TAny>([QueueTrigger("orders")] string message) => _ = (message, typeof(TAny));
    }

    public sealed class BadRoute
    {
        [Function("BadRoute")]
        public IResult Run([HttpTrigger(Route = "orders/{id")] HttpRequest request) => TypedResults.Ok();
    }

    public sealed class BadName
    {
        [Function("bad name")]
        public void Run([QueueTrigger("orders")] string message) => _ = message;
    }

    public sealed class NameWithADigitFirst
    {
        [Function("1st")]
        public void Run([QueueTrigger("orders")] string message) => _ = message;
    }

    public sealed class WrongRequest
    {
        [Function("WrongRequest")]
        public IResult Run([HttpTrigger] HttpContext context) => TypedResults.Ok(context.TraceIdentifier);
    }

    public sealed class WrongMessage
    {
        [Function("WrongMessage")]
        public void Run([QueueTrigger("orders")] List<string> messages) => _ = messages;
    }

    public sealed class WrongBlob
    {
        [Function("WrongBlob")]
        public void Run([BlobTrigger("in/{name}")] byte[] blob) => _ = blob;
    }

    public sealed class WrongTimer
    {
        [Function("WrongTimer")]
        public void Run([TimerTrigger("0 0 * * * *")] string timer) => _ = timer;
    }
}
