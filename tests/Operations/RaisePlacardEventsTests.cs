using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Operations;

/// <summary>A loopback server plays the webhook of the Functions host, which answers 202 and reads three things of an event.</summary>
public sealed class RaisePlacardEventsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    private readonly string _account = azurite.NewAccount();
    private readonly ConcurrentQueue<(string Type, string Query, JsonElement Events)> _told = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private WebApplication _webhook = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _webhook = builder.Build();
        _webhook.Run(async context =>
        {
            if (context.Request.Path != "/runtime/webhooks/blobs" || context.Request.Method != "POST")
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var events = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
            _told.Enqueue((context.Request.Headers["aeg-event-type"].ToString(), context.Request.QueryString.Value!, events));
            context.Response.StatusCode = _answers.TryDequeue(out var answer) ? answer : StatusCodes.Status202Accepted;
        });
        await _webhook.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _webhook.DisposeAsync();

    [Fact]
    public async Task Request_ThatWaits_IsToldAsEventGridTellsOfIt()
    {
        var version = await WriteAsync("7K3M9QX2TB.json");
        await WriteAsync("other.txt");

        var (exitCode, output, _) = await RaiseAsync("--once --code a+b");

        Assert.Equal(0, exitCode);
        Assert.Contains("7K3M9QX2TB.json: told.", output, StringComparison.Ordinal);
        var (type, query, events) = Assert.Single(_told);
        Assert.Equal("Notification", type);
        Assert.Equal("?functionName=Host.Functions.RenderPlacard&code=a%2Bb", query);
        var told = Assert.Single(events.EnumerateArray());
        Assert.Equal("Microsoft.Storage.BlobCreated", told.GetProperty("eventType").GetString());
        Assert.Equal("/blobServices/default/containers/placard-requests/blobs/7K3M9QX2TB.json", told.GetProperty("subject").GetString());
        var data = told.GetProperty("data");
        Assert.Equal((version, "BlockBlob"), (data.GetProperty("eTag").GetString(), data.GetProperty("blobType").GetString()));
        var blob = new BlobUriBuilder(new Uri(data.GetProperty("url").GetString()!));
        Assert.Equal(("placard-requests", "7K3M9QX2TB.json"), (blob.BlobContainerName, blob.BlobName));
    }

    [Fact]
    public async Task Version_ThatWasHeard_IsToldOnceAndOneThatWasNot_Again()
    {
        _answers.Enqueue(StatusCodes.Status500InternalServerError);
        await WriteAsync("7K3M9QX2TB.json");
        using var stop = new CancellationTokenSource();

        var running = RaiseAsync("", stop);
        await Eventually.True(() => _told.Count == 2, OneMinute);
        await WriteAsync("7K3M9QX2TB.json");
        await Eventually.True(() => _told.Count == 3, OneMinute);
        await stop.CancelAsync();
        var (exitCode, output, _) = await running;

        Assert.Equal(0, exitCode);
        Assert.EndsWith("Stopped.", output.Trim(), StringComparison.Ordinal);
        var versions = _told.Select(told => told.Events[0].GetProperty("data").GetProperty("eTag").GetString()).ToList();
        Assert.Equal(versions[0], versions[1]);
        Assert.NotEqual(versions[1], versions[2]);
    }

    [Theory]
    [InlineData(StatusCodes.Status401Unauthorized, "--code")]
    [InlineData(StatusCodes.Status404NotFound, "no blob webhook")]
    public async Task Host_ThatRefuses_EndsItWithASentence(int answer, string sentence)
    {
        _answers.Enqueue(answer);
        await WriteAsync("7K3M9QX2TB.json");

        var (exitCode, _, errors) = await RaiseAsync("");

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Errors)> RaiseAsync(string options, CancellationTokenSource? operatorStops = null) =>
        Commands.RunAsync($"raise-placard-events {_webhook.Urls.First()} {options}".Trim(), Commands.Of(_account), operatorStops);

    private async Task<string> WriteAsync(string name)
    {
        var container = new BlobContainerClient(_account, StorageNames.PlacardRequests);
        await container.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        var written = await container.GetBlobClient(name).UploadAsync(
            BinaryData.FromString("""{"registrationId":"7K3M9QX2TB"}"""), overwrite: true, TestContext.Current.CancellationToken);
        return written.Value.ETag.ToString().Trim('"');
    }
}
