using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>The app as a process: one at a time, since each brings an Azurite of its own.</summary>
[Collection(nameof(StartTests))]
public sealed class StartTests(AzuriteFixture azurite) : IDisposable
{
    private readonly StartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task App_ThatIsTerminated_EndsWellAndTakesItsAzuriteWithIt()
    {
        await using var app = StartedApp.Start(_folder);
        var address = await app.RunningAsync();
        using var client = new HttpClient { BaseAddress = address };
        using var response = await client.GetAsync("/api/no-such-function", TestContext.Current.CancellationToken);
        using var token = await client.GetAsync("/local/token?role=Registry.Officer", TestContext.Current.CancellationToken);
        var storage = _folder.AzuriteProcessId();

        await app.SignalAsync("TERM");

        Assert.Equal(0, await app.EndAsync());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (response.StatusCode, token.StatusCode));
        Assert.False(IsRunning(storage));
        Assert.Empty(app.Errors);
        Assert.Contains($"Azurite, data in {_folder.Azurite.Location}", app.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  Outbox +http://127\\.0\\.0\\.1:[0-9]+/local/outbox$", app.Output);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task App_InATerminalThatInterrupts_EndsWellAndItsAzuriteKeepsWhatItHolds(string signal)
    {
        await using (var app = StartedApp.Start(_folder, inAGroup: true))
        {
            await app.RunningAsync();
            var storage = _folder.AzuriteProcessId();
            await new BlobContainerClient(_folder.Azurite.ConnectionString, "kept").CreateAsync(cancellationToken: TestContext.Current.CancellationToken);

            await app.SignalAsync(signal, toTheGroup: true);

            Assert.Equal(0, await app.EndAsync());
            Assert.False(IsRunning(storage));
            Assert.Empty(app.Errors);
        }

        await using var again = await AzuriteProcess.StartAsync(_folder.Azurite, TestContext.Current.CancellationToken);
        Assert.True(await new BlobContainerClient(_folder.Azurite.ConnectionString, "kept").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task App_ThatWasKilled_LeavesAnAzuriteThatTheNextOneTakesOverAndStops()
    {
        await using (var killed = StartedApp.Start(_folder))
        {
            await killed.RunningAsync();
            await killed.SignalAsync("KILL");
            await killed.EndAsync();
        }

        var storage = _folder.AzuriteProcessId();
        Assert.True(IsRunning(storage));

        await using var next = StartedApp.Start(_folder);
        await next.RunningAsync();
        Assert.Equal(storage, _folder.AzuriteProcessId());
        await next.SignalAsync("TERM");

        Assert.Equal(0, await next.EndAsync());
        Assert.Contains("left by an earlier run", next.Output, StringComparison.Ordinal);
        Assert.False(IsRunning(storage));
    }

    [Fact]
    public async Task Apps_SideBySide_ShareTheAzuriteOfTheFirst()
    {
        await using var first = StartedApp.Start(_folder);
        await first.RunningAsync();
        await using var second = StartedApp.Start(_folder);
        await second.RunningAsync();
        var storage = _folder.AzuriteProcessId();

        await second.SignalAsync("TERM");

        Assert.Equal(0, await second.EndAsync());
        Assert.Contains("the Azurite that was running already", second.Output, StringComparison.Ordinal);
        Assert.True(IsRunning(storage));
        await first.SignalAsync("TERM");
        Assert.Equal(0, await first.EndAsync());
        Assert.False(IsRunning(storage));
    }

    [Fact]
    public async Task App_StoppedWhileItsStorageStarts_EndsWellAndLeavesNothing()
    {
        _folder.ReplaceAzurite("require('fs').writeFileSync('started', ''); setInterval(() => {}, 1000);".Replace("'started'", $"'{_folder.PathOf("started")}'", StringComparison.Ordinal));
        await using var app = StartedApp.Start(_folder);
        while (!File.Exists(_folder.PathOf("started")))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var storage = _folder.AzuriteProcessId();
        await app.SignalAsync("INT");

        Assert.Equal(0, await app.EndAsync());
        Assert.False(IsRunning(storage));
        Assert.Empty(app.Errors);
    }

    [Fact]
    public async Task Port_InUse_IsOneSentenceAndTheAzuriteThatWasStartedEnds()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await AssertRefusedAsync($"Port {port} is in use", urls: $"http://127.0.0.1:{port}");

        Assert.False(File.Exists(_folder.AzuriteNote));
        using var storage = new TcpListener(IPAddress.Loopback, _folder.StoragePorts[0]);
        storage.Start();
    }

    [Fact]
    public async Task Address_OfAnotherMachine_IsOneSentence() => await AssertRefusedAsync(
        "cannot listen there", "http://192.0.2.1:7071", new Dictionary<string, string> { ["AzureWebJobsStorage"] = azurite.NewAccount() });

    [Fact]
    public async Task NodeJs_ThatIsMissing_IsOneSentence() =>
        await AssertRefusedAsync("install Node.js 20 or later", environment: new Dictionary<string, string> { ["PATH"] = _folder.PathOf("") });

    [Fact]
    public async Task Azurite_ThatIsNotInstalled_IsOneSentence()
    {
        _folder.ReplaceAzurite("");
        Directory.Delete(_folder.PathOf("node_modules"), recursive: true);

        await AssertRefusedAsync("npm ci");
    }

    [Fact]
    public async Task Azurite_ThatFails_IsOneSentenceWithItsReason()
    {
        _folder.ReplaceAzurite("throw new Error('the disk is full')");

        await AssertRefusedAsync("Azurite did not start: Error: the disk is full");
    }

    [Fact]
    public async Task StoragePort_OfAnotherProgram_IsOneSentence()
    {
        using var other = new HttpListener { Prefixes = { $"http://127.0.0.1:{_folder.StoragePorts[1]}/" } };
        other.Start();
        var answering = AnswerAsync(other);

        await AssertRefusedAsync($"Port {_folder.StoragePorts[1]} is in use by something that is not Azurite");

        other.Stop();
        await answering;
    }

    [Fact]
    public async Task File_ThatIsBroken_IsOneSentence()
    {
        await File.WriteAllTextAsync(_folder.PathOf("local.settings.json"), "{ \"Values\": ", TestContext.Current.CancellationToken);

        await AssertRefusedAsync("local.settings.json is not valid JSON");
    }

    [Fact]
    public async Task Setting_ThatIsMisspelt_IsOneSentenceWithItsVariable() => await AssertRefusedAsync(
        "Mail:Smtp:Hostt is no setting of the registry: did you mean Mail:Smtp:Host? In the environment it is Mail__Smtp__Hostt.",
        environment: new Dictionary<string, string> { ["Mail__Smtp__Hostt"] = "mail.example.org" });

    private static async Task AnswerAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                (await listener.GetContextAsync()).Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private async Task AssertRefusedAsync(string sentence, string urls = "http://127.0.0.1:0", IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var app = StartedApp.Start(_folder, urls, environment);

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains(sentence, app.Errors, StringComparison.Ordinal);
        Assert.Single(app.Errors.TrimEnd().Split('\n'));
        Assert.Empty(app.Output);
    }
}
