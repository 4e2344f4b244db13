using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class TimerTriggerTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 15, 0, TimeSpan.Zero);
    private readonly string _account = azurite.NewAccount();
    private readonly Journal _journal = new();
    private readonly FakeTimeProvider _clock = new(Start);

    [Fact]
    public async Task Schedule_OfEverySecond_RunsAgainAndAgainWithoutAStatus()
    {
        await using var host = await TriggerHost.StartAsync<EverySecond>(_account, _journal);

        await Eventually.Equal(2, () => _journal.Count);

        Assert.All(_journal.Entries, entry => Assert.Equal("past due False, status False", entry));
        Assert.Equal(1, _journal.MostRunning);
        Assert.False(await StatusBlob("EverySecond").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Function_LongerThanItsSchedule_NeverOverlapsItself()
    {
        await using var host = await TriggerHost.StartAsync<Slow>(_account, _journal);

        await Eventually.Equal(1, () => _journal.Running);
        await Eventually.Always(() => _journal.Count == 1, TimeSpan.FromSeconds(1.2));
        _journal.Let(1);

        await Eventually.Equal(2, () => _journal.Count);
        Assert.Equal(1, _journal.MostRunning);
    }

    [Fact]
    public async Task Schedule_OfAnHour_RunsWhenItsTimeComesAndIsRemembered()
    {
        await using var host = await StartAsync<Hourly>();
        await StatusIsAsync("Hourly", last: default, next: Hour(10));

        _clock.Advance(TimeSpan.FromMinutes(44));
        await Eventually.Always(() => _journal.Count == 0, TimeSpan.FromMilliseconds(300));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.Equal("past due False, last 0001-01-01T00:00:00, next 2026-11-20T10:00:00", () => _journal.Latest);
        await StatusIsAsync("Hourly", last: Start.AddMinutes(46), next: Hour(11));

        _clock.Advance(TimeSpan.FromHours(1));
        await Eventually.Equal("past due False, last 2026-11-20T10:01:00, next 2026-11-20T11:00:00", () => _journal.Latest);
        await StatusIsAsync("Hourly", last: Start.AddMinutes(106), next: Hour(12));
        Assert.Equal(2, _journal.Count);
    }

    [Fact]
    public async Task Run_MissedWhileNoHostRan_IsMadeUpOnceAndSaysSo()
    {
        await using (await StartAsync<Hourly>())
        {
            await StatusIsAsync("Hourly", last: default, next: Hour(10));
        }

        _clock.Advance(TimeSpan.FromHours(3));
        await using var host = await StartAsync<Hourly>();

        await Eventually.Equal("past due True, last 0001-01-01T00:00:00, next 2026-11-20T10:00:00", () => _journal.Latest);
        await StatusIsAsync("Hourly", last: Start.AddHours(3), next: Hour(13));
        Assert.Equal(1, _journal.Count);
    }

    [Fact]
    public async Task Run_OfAScheduleThatHasChanged_IsNotMissed()
    {
        await StorageSteps.ContainerAsync(_account, "azure-webjobs-hosts");
        await StatusBlob("Hourly").UploadAsync(
            BinaryData.FromString("""{"Last":"2026-11-20T06:30:00Z","Next":"2026-11-20T06:45:00Z","LastUpdated":"2026-11-20T06:30:00Z"}"""),
            TestContext.Current.CancellationToken);

        await using var host = await StartAsync<Hourly>();

        await StatusIsAsync("Hourly", last: default, next: Hour(10));
        Assert.Equal(0, _journal.Count);
    }

    [Fact]
    public async Task Run_MissedWithoutMonitor_IsNotMadeUp()
    {
        await using (await StartAsync<Unmonitored>())
        {
            await LockedAsync("Unmonitored");
        }

        _clock.Advance(TimeSpan.FromHours(3));
        await using var host = await StartAsync<Unmonitored>();
        await LockedAsync("Unmonitored");
        await Eventually.Always(() => _journal.Count == 0, TimeSpan.FromMilliseconds(300));

        // It may take its times from the clock only now.
        await Eventually.True(() =>
        {
            _clock.Advance(TimeSpan.FromHours(1));
            return _journal.Count > 0;
        });
        Assert.Equal("past due False, no status", _journal.First);
    }

    [Fact]
    public async Task RunOnStartup_RunsAtOnce()
    {
        await using var host = await StartAsync<AtStart>();

        await Eventually.Equal("past due False", () => _journal.Latest);
        await StatusIsAsync("AtStart", last: Start, next: Hour(10));
    }

    [Fact]
    public async Task Function_ThatThrows_RunsAgainAtItsNextTime()
    {
        await using var host = await StartAsync<Failing>();
        await StatusIsAsync("Failing", last: default, next: Hour(10));

        _clock.Advance(TimeSpan.FromHours(1));
        await Eventually.Equal(1, () => _journal.Failures);
        await StatusIsAsync("Failing", last: Start.AddHours(1), next: Hour(11));
        _clock.Advance(TimeSpan.FromHours(1));

        await Eventually.Equal(2, () => _journal.Failures);
    }

    [Fact]
    public async Task Instances_Two_RunEachTimeOnceAndTheSecondTakesOver()
    {
        var first = await StartAsync<Hourly>();
        await StatusIsAsync("Hourly", last: default, next: Hour(10));
        await using var second = await StartAsync<Hourly>();

        _clock.Advance(TimeSpan.FromHours(1));
        await StatusIsAsync("Hourly", last: Start.AddHours(1), next: Hour(11));
        Assert.Equal(1, _journal.Count);

        await first.DisposeAsync();
        await LockedAsync("Hourly");
        _clock.Advance(TimeSpan.FromHours(1));

        await StatusIsAsync("Hourly", last: Start.AddHours(2), next: Hour(12));
        Assert.Equal(2, _journal.Count);
    }

    [Fact]
    public async Task Lock_OfAnInstanceThatDied_IsTakenOverWhenItsLeaseEnds()
    {
        await StorageSteps.ContainerAsync(_account, "azure-webjobs-hosts");
        var blob = Blob("locks", "EverySecond.Listener");
        await blob.UploadAsync(BinaryData.Empty, TestContext.Current.CancellationToken);
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: TestContext.Current.CancellationToken);

        await using var host = await TriggerHost.StartAsync<EverySecond>(_account, _journal, HostId());
        await Eventually.Always(() => _journal.Count == 0, TimeSpan.FromSeconds(1.1));
        await lease.BreakAsync(TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken);

        await Eventually.Equal(1, () => _journal.Count);
    }

    [Fact]
    public async Task Lock_OfARunningInstance_IsRenewed()
    {
        var blob = Blob("locks", "Hourly.Listener");
        using var renewals = new RequestCount(request =>
            request.RequestUri!.AbsolutePath == blob.Uri.AbsolutePath
            && request.Headers.TryGetValues("x-ms-lease-action", out var action) && action.Contains("renew"));

        await using var host = await StartAsync<Hourly>();

        // Every quarter of its 15 seconds.
        await Eventually.True(() => renewals.Count > 0);
        await LockedAsync("Hourly");
    }

    private static Dictionary<string, string?> HostId() => new() { ["AzureFunctionsWebHost:hostid"] = "timers", ["Every"] = "0 0 * * * *" };

    private static DateTimeOffset Hour(int hour) => new(2026, 11, 20, hour, 0, 0, TimeSpan.Zero);

    private Task<InProcessFunctionsHost> StartAsync<TFunctions>() =>
        TriggerHost.StartAsync<TFunctions>(_account, _journal, HostId(), services => services.AddSingleton<TimeProvider>(_clock));

    private BlobClient Blob(string folder, string name) => new(_account, "azure-webjobs-hosts", $"{folder}/timers/Host.Functions.{name}");

    private BlobClient StatusBlob(string function) => Blob("timers", $"{function}/status");

    private async Task StatusIsAsync(string function, DateTimeOffset last, DateTimeOffset next)
    {
        var blob = StatusBlob(function);
        await Eventually.Equal((last.UtcDateTime, next.UtcDateTime), async () =>
        {
            if (!await blob.ExistsAsync(TestContext.Current.CancellationToken))
            {
                return default;
            }

            var content = await blob.DownloadContentAsync(TestContext.Current.CancellationToken);
            using var json = JsonDocument.Parse(content.Value.Content);
            return (json.RootElement.GetProperty("Last").GetDateTime(), json.RootElement.GetProperty("Next").GetDateTime());
        });
    }

    private Task LockedAsync(string function) => Eventually.True(async () =>
        await Blob("locks", $"{function}.Listener").ExistsAsync(TestContext.Current.CancellationToken)
        && (await Blob("locks", $"{function}.Listener").GetPropertiesAsync(cancellationToken: TestContext.Current.CancellationToken)).Value.LeaseState
            == Azure.Storage.Blobs.Models.LeaseState.Leased);

    public sealed class EverySecond(Journal journal)
    {
        [Function("EverySecond")]
        public void Run([TimerTrigger("* * * * * *")] TimerInfo timer)
        {
            using var run = journal.Run($"past due {timer.IsPastDue}, status {timer.ScheduleStatus is not null}");
        }
    }

    public sealed class Slow(Journal journal)
    {
        [Function("Slow")]
        public async Task RunAsync([TimerTrigger("* * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            using var run = journal.Run($"{timer.IsPastDue}");
            await journal.PassAsync(cancellationToken);
        }
    }

    public sealed class Hourly(Journal journal)
    {
        [Function("Hourly")]
        public void Run([TimerTrigger("%Every%")] TimerInfo timer) =>
            journal.Note($"past due {timer.IsPastDue}, last {timer.ScheduleStatus!.Last:s}, next {timer.ScheduleStatus.Next:s}");
    }

    public sealed class Unmonitored(Journal journal)
    {
        [Function("Unmonitored")]
        public void Run([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer) =>
            journal.Note($"past due {timer.IsPastDue}, {(timer.ScheduleStatus is null ? "no status" : "status")}");
    }

    public sealed class AtStart(Journal journal)
    {
        [Function("AtStart")]
        public void Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => journal.Note($"past due {timer.IsPastDue}");
    }

    public sealed class Failing
    {
        [Function("Failing")]
        public Task RunAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer) => throw new InvalidOperationException($"Past due {timer.IsPastDue}.");
    }
}
