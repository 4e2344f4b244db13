using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Tests.Localhost;

namespace ServerlessRegistry.Tests.Encryption;

/// <summary>The change from one key to the next, while the registry goes on.</summary>
public sealed class RotateKeysTests(AzuriteFixture azurite)
{
    private static readonly string IndexKey = RegistryHost.NewKey();
    private static readonly (string Id, string Key) Old = ("old", RegistryHost.NewKey());
    private static readonly (string Id, string Key) New = ("new", RegistryHost.NewKey());

    private readonly string _account = azurite.NewAccount();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly Journal _journal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TableClient Registrations => new(_account, "Registrations");

    private static Dictionary<string, string?> OldKeys => Keys.Settings("old", IndexKey, Old);

    private static Dictionary<string, string?> BothKeys => Keys.Settings("new", IndexKey, Old, New);

    private static Dictionary<string, string?> NewKeys => Keys.Settings("new", IndexKey, New);

    [Fact]
    public async Task Rotation_WithReadsChangesAndPostsGoingOn_LosesNothingAndSealsEverythingAgain()
    {
        var expected = new ConcurrentDictionary<(string Id, string Token), string>();
        await using (var before = RegistryHost.Start(_account, OldKeys))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 60), Cancellation, async (number, _) => await RegisterAsync(before, number, expected));
        }

        await using var host = RegistryHost.Start(_account, BothKeys);
        Assert.All(await KeyIdsAsync(), keyId => Assert.Equal("old", keyId));
        using var done = new CancellationTokenSource();
        var registered = expected.Keys.ToList();
        var reads = ReadUntilAsync(host, registered, done.Token);
        var changes = Parallel.ForEachAsync(registered.Take(20), Cancellation, async (owner, _) => expected[owner] = await RenameAsync(host, owner));
        var posts = Parallel.ForEachAsync(Enumerable.Range(60, 15), Cancellation, async (number, _) => await RegisterAsync(host, number, expected));

        await Task.WhenAll(RotateAsync(host), RotateAsync(host));
        await Task.WhenAll(changes, posts);
        await done.CancelAsync();

        Assert.True(await reads > 0);
        await RotateAsync(host);
        Assert.Equal(Enumerable.Repeat("new", 75), await KeyIdsAsync());
        foreach (var (owner, name) in expected)
        {
            Assert.Equal(name, await NameAsync(host, owner));
        }

        await RetireAsync(host);
        await host.DisposeAsync();
        await using var after = RegistryHost.Start(_account, NewKeys);
        foreach (var (owner, name) in expected)
        {
            Assert.Equal(name, await NameAsync(after, owner));
        }
    }

    [Fact]
    public async Task Rotation_NothingLeft_RetiresTheOldKeyAfterAnHourAndNoSooner()
    {
        await StartWithAsync(OldKeys);
        await using var host = RegistryHost.Start(_account, BothKeys);

        await RotateAsync(host);
        _clock.Advance(TimeSpan.FromMinutes(59));
        await RotateAsync(host);
        Assert.True((await RecordAsync("old")).IsInUse);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await RotateAsync(host);

        Assert.False((await RecordAsync("old")).IsInUse);
        Assert.True((await RecordAsync("new")).IsInUse);
        Assert.Single(_journal.Log, entry => entry.Message.Contains("Key old is retired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rotation_SomethingSealedWithTheOldKeyMeanwhile_BeginsTheHourAgain()
    {
        await using var late = RegistryHost.Start(_account, OldKeys);
        await using var host = RegistryHost.Start(_account, BothKeys);
        await RotateAsync(host);
        await StoreAsync(late);
        await late.DisposeAsync();
        Assert.Equal(["old"], await KeyIdsAsync());

        _clock.Advance(TimeSpan.FromMinutes(61));
        await RotateAsync(host);
        await RotateAsync(host);

        Assert.True((await RecordAsync("old")).IsInUse);
        Assert.Equal(["new"], await KeyIdsAsync());
    }

    [Fact]
    public async Task Start_WithARetiredKeyAsTheCurrentOneAgain_BringsItBackIntoUse()
    {
        await StartWithAsync(OldKeys);
        await using (var host = RegistryHost.Start(_account, BothKeys))
        {
            await RetireAsync(host);
        }

        await StartWithAsync(Keys.Settings("old", IndexKey, Old, New));

        Assert.True((await RecordAsync("old")).IsInUse);
        Assert.Throws<OptionsValidationException>(() => RegistryHost.Start(_account, NewKeys));
    }

    [Fact]
    public async Task Rotation_RegistrationThatCannotBeRead_IsReportedAndKeepsTheKeyButStopsNothing()
    {
        var expected = new ConcurrentDictionary<(string Id, string Token), string>();
        await using (var before = RegistryHost.Start(_account, OldKeys))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 6), Cancellation, async (number, _) => await RegisterAsync(before, number, expected));
        }

        var broken = expected.Keys.First();
        var original = await BreakAsync(broken.Id);
        await using var host = RegistryHost.Start(_account, BothKeys);

        await RotateAsync(host);

        Assert.Equal(["new", "new", "new", "new", "new", "old"], await KeyIdsAsync());
        var error = Assert.Single(_journal.Log, entry => entry.Level == LogLevel.Error);
        Assert.Contains(broken.Id, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Owner", error.Message + error.Exception, StringComparison.Ordinal);
        await RetireAsync(host);
        Assert.True((await RecordAsync("old")).IsInUse);

        await Registrations.UpdateEntityAsync(original, ETag.All, TableUpdateMode.Replace, Cancellation);
        await RotateAsync(host);
        await RetireAsync(host);
        Assert.False((await RecordAsync("old")).IsInUse);
        Assert.Equal(expected[broken], await NameAsync(host, broken));
    }

    [Fact]
    public async Task Rotation_OnlyTheCurrentKeyInUse_ReadsNoRegistration()
    {
        await using var host = RegistryHost.Start(_account, NewKeys);
        await host.RegisterAsync();
        await Registrations.DeleteAsync(Cancellation);

        await RotateAsync(host);

        Assert.Empty(_journal.Log);
    }

    private static async Task RegisterAsync(RegistryHost host, int number, ConcurrentDictionary<(string Id, string Token), string> expected) =>
        expected[await host.RegisterAsync(Form(number, $"Owner {number}"))] = $"Owner {number}";

    private static JsonObject Form(int number, string name) => RegistryHost.Form(form =>
    {
        form["owner"]!["name"] = name;
        form["owner"]!["email"] = $"owner{number}@example.com";
        form["address"]!["street"] = string.Create(CultureInfo.InvariantCulture, $"{1000 + (2 * number)} W Addison St");
    });

    private static async Task<string> NameAsync(RegistryHost host, (string Id, string Token) owner) =>
        (await host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("owner").GetProperty("name").GetString()!;

    private static async Task<int> ReadUntilAsync(RegistryHost host, List<(string Id, string Token)> owners, CancellationToken done)
    {
        var reads = 0;
        while (!done.IsCancellationRequested)
        {
            Assert.Matches("^(Owner|Renamed) [0-9]+$", await NameAsync(host, owners[reads % owners.Count]));
            reads++;
        }

        return reads;
    }

    /// <summary>Changes the name as the owner does: as often as somebody else is first.</summary>
    private static async Task<string> RenameAsync(RegistryHost host, (string Id, string Token) owner)
    {
        while (true)
        {
            using var read = await host.GetAsOwnerAsync($"/api/registrations/{owner.Id}", owner.Token);
            var registration = await read.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            var number = int.Parse(registration.GetProperty("owner").GetProperty("name").GetString()!.Split(' ')[1], CultureInfo.InvariantCulture);
            using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/registrations/{owner.Id}") { Content = JsonContent.Create(Form(number, $"Renamed {number}")) };
            change.Headers.Add("X-Manage-Token", owner.Token);
            change.Headers.IfMatch.Add(read.Headers.ETag!);
            using var response = await host.Client.SendAsync(change, Cancellation);
            if (response.StatusCode != HttpStatusCode.PreconditionFailed)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return $"Renamed {number}";
            }
        }
    }

    /// <summary>Stores a registration and asks nobody to do anything with it, so that it stays sealed as it is.</summary>
    private static async Task StoreAsync(RegistryHost host)
    {
        var form = new RegistrationForm(
            new Owner(OwnerKind.Residence, "Ana Ruiz", null, "ana@example.com", null, "en"),
            new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60613"),
            [new Camera("Door", null, null, null, [], 14, false, false)],
            new Consent(true, "2026-11"));
        Assert.True(await host.Services.GetRequiredService<RegistrationStore>().TryAddAsync(
            Registration.Receive(RegistrationId.Create(), form, TimeProvider.System.GetUtcNow()), ManageToken.Create(), Cancellation));
    }

    private async Task StartWithAsync(Dictionary<string, string?> keys)
    {
        await using var host = RegistryHost.Start(_account, keys);
    }

    private async Task RotateAsync(RegistryHost host)
    {
        using var loggers = new LoggerFactory([new JournalLogger(_journal)]);
        await ActivatorUtilities.CreateInstance<RotateKeys>(host.Services, _clock, loggers.CreateLogger<RotateKeys>())
            .RunAsync(new TimerInfo(), Cancellation);
    }

    /// <summary>What happens over an hour in which nothing is sealed with the old key.</summary>
    private async Task RetireAsync(RegistryHost host)
    {
        await RotateAsync(host);
        _clock.Advance(TimeSpan.FromMinutes(61));
        await RotateAsync(host);
    }

    private async Task<KeyRecord> RecordAsync(string id) => (await new KeyRecords(new TableServiceClient(_account)).ReadAsync(Cancellation))[id];

    private async Task<List<string>> KeyIdsAsync() => await Registrations.QueryAsync<TableEntity>("RowKey eq 'registration'", cancellationToken: Cancellation)
        .Select(row => PersonalDataCipher.KeyIdOf(row.GetBinary("Personal"))).Order(StringComparer.Ordinal).ToListAsync(Cancellation);

    /// <summary>Flips a bit of what is sealed.</summary>
    /// <returns>The row as it was.</returns>
    private async Task<TableEntity> BreakAsync(string id)
    {
        TableEntity original = await Registrations.GetEntityAsync<TableEntity>(id, "registration", cancellationToken: Cancellation);
        var personal = original.GetBinary("Personal").ToArray();
        personal[^1] ^= 1;
        await Registrations.UpdateEntityAsync(new TableEntity(original) { ["Personal"] = personal }, ETag.All, TableUpdateMode.Replace, Cancellation);
        return original;
    }
}
