using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class AdminFunctionTests(AzuriteFixture azurite)
{
    private const string MasterKey = "the-master-key";

    private readonly Journal _journal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Yearly")]
    [InlineData("yearly")]
    public async Task Post_TimerFunction_RunsItOnceAndAnswersAtOnce(string name)
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();

        using var response = await PostAsync(client, name);

        await AssertEmptyAsync(HttpStatusCode.Accepted, response);
        await Eventually.Equal("past due False, status False", () => _journal.Latest);
        _journal.Let(1);
        await Eventually.Equal(0, () => _journal.Running);
        Assert.Equal(1, _journal.Count);
    }

    [Theory]
    [InlineData("{ \"input\": \"registration 7\" }", "text registration 7")]
    [InlineData("{ \"input\": \"\" }", "text ")]
    [InlineData("{}", "text ")]
    public async Task Post_QueueFunction_GetsTheInputAsItsMessage(string body, string expected)
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();

        using var response = await PostAsync(client, "Text", body);

        await AssertEmptyAsync(HttpStatusCode.Accepted, response);
        await Eventually.Equal(expected, () => _journal.Latest);
    }

    [Fact]
    public async Task Post_QueueFunctionThatTakesARecord_ReadsItFromJson()
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();

        using var response = await PostAsync(client, "Record", """{ "input": "{ \"registrationId\": \"7\" }" }""");
        await Eventually.Equal("record 7", () => _journal.Latest);

        using var broken = await PostAsync(client, "Record", """{ "input": "not JSON" }""");
        Assert.Equal(HttpStatusCode.Accepted, broken.StatusCode);
        await Eventually.Equal(1, () => _journal.Failures);
    }

    [Theory]
    [InlineData("Nothing")]
    [InlineData("Plain")]
    [InlineData("Upload")]
    [InlineData("Yearly/status")]
    public async Task Post_WhatIsNoTimerOrQueueFunction_IsNotFound(string name)
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();

        using var response = await PostAsync(client, name);

        await AssertEmptyAsync(HttpStatusCode.NotFound, response);
    }

    [Fact]
    public async Task Get_TimerFunction_IsNotFoundAndRunsNothing()
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/admin/functions/Yearly", Cancellation);

        await AssertEmptyAsync(HttpStatusCode.NotFound, response);
        Assert.Equal(0, _journal.Count);
    }

    [Theory]
    [InlineData("{ \"input\": ", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{ \"input\": 7 }", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{ \"input\": \"\" }", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{ \"input\": \"\" }", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_BodyThatIsNotTheJsonOfAnInput_IsRefusedAndRunsNothing(string body, string type, HttpStatusCode expected)
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();

        using var response = await PostAsync(client, "Yearly", body, type);

        await AssertEmptyAsync(expected, response);
        Assert.Equal(0, _journal.Count);
    }

    [Theory]
    [InlineData("Host", "registry.example", null, HttpStatusCode.Unauthorized)]
    [InlineData("Host", "registry.example", "", HttpStatusCode.Unauthorized)]
    [InlineData("Host", "registry.example", "the-host-key", HttpStatusCode.Unauthorized)]
    [InlineData("Host", "registry.example", MasterKey, HttpStatusCode.Accepted)]
    [InlineData("X-Forwarded-For", "203.0.113.7", null, HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "203.0.113.7", MasterKey, HttpStatusCode.Accepted)]
    [InlineData("Host", "localhost", null, HttpStatusCode.Accepted)]
    public async Task Post_FromElsewhere_NeedsTheMasterKey(string header, string value, string? key, HttpStatusCode expected)
    {
        await using var host = await StartAsync<Upkeep>(new() { ["FunctionKeys:Master"] = MasterKey, ["FunctionKeys:Host:default"] = "the-host-key" });
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add(header, value);
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        using var response = await PostAsync(client, "Text");

        await AssertEmptyAsync(expected, response);
        await (expected == HttpStatusCode.Accepted ? Eventually.Equal(1, () => _journal.Count) : Eventually.Always(() => _journal.Count == 0, TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Post_FromElsewhereWhereNoMasterKeyIsSet_IsRefusedWhateverTheKey(string? master)
    {
        await using var host = await StartAsync<Upkeep>(new() { ["FunctionKeys:Master"] = master });
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Host = "registry.example";

        using var response = await client.PostAsJsonAsync("/admin/functions/Yearly?code=", new { input = "" }, Cancellation);

        await AssertEmptyAsync(HttpStatusCode.Unauthorized, response);
    }

    [Fact]
    public async Task Stop_WhileARunByHandGoesOn_AsksItToEndAndWaits()
    {
        await using var host = await StartAsync<Upkeep>();
        using var client = host.CreateClient();
        using var response = await PostAsync(client, "UntilStopped");
        await Eventually.Equal("began", () => _journal.Latest);

        await host.StopAsync(Cancellation);

        Assert.Equal("ended", _journal.Latest);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string name, string body = "{ \"input\": \"\" }", string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await client.PostAsync($"/admin/functions/{name}", content, Cancellation);
    }

    private static async Task AssertEmptyAsync(HttpStatusCode expected, HttpResponseMessage response)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    private Task<InProcessFunctionsHost> StartAsync<TFunctions>(Dictionary<string, string?>? settings = null) =>
        TriggerHost.StartAsync<TFunctions>(azurite.NewAccount(), _journal, settings);

    public sealed class Upkeep(Journal journal)
    {
        [Function("Yearly")]
        public async Task Yearly([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            using (journal.Run($"past due {timer.IsPastDue}, status {timer.ScheduleStatus is not null}"))
            {
                await journal.PassAsync(cancellationToken);
            }
        }

        [Function("UntilStopped")]
        public async Task UntilStopped([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            journal.Note("began");
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                await Task.Delay(300, CancellationToken.None);
                journal.Note("ended");
            }
        }

        [Function("Text")]
        public void Text([QueueTrigger("texts")] string message) => journal.Note($"text {message}");

        [Function("Record")]
        public void Record([QueueTrigger("records")] Message message) => journal.Note($"record {message.RegistrationId}");

        [Function("Upload")]
        public void Upload([BlobTrigger("uploads/{name}")] string content, string name) => journal.Note($"{name} {content}");

        [Function("Plain")]
        public IResult Plain([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => TypedResults.NoContent();
    }

    public sealed record Message(string RegistrationId);
}
