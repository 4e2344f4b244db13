using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Tests.Upkeep;

/// <summary>What a process leaves behind that dies at the wrong moment is gone the next morning.</summary>
public sealed class SweepTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IndexOfOwners_WithClaimsThatNoRegistrationSays_KeepsTheOthersAndTheNewest()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var table = new TableClient(_account, "OwnerIndex");
        var held = await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).SingleAsync(Cancellation);
        var now = registry.Clock.GetUtcNow();
        await table.AddEntityAsync(Claim("former mailbox", held.RowKey, owner.Id, now.AddHours(-1)), Cancellation);
        await table.AddEntityAsync(Claim(held.PartitionKey, "former address", owner.Id, now.AddHours(-1)), Cancellation);
        await table.AddEntityAsync(Claim("somebody", "somewhere", "0000000000", now.AddHours(-1)), Cancellation);
        await table.AddEntityAsync(Claim("somebody", "who is registering", "0000000001", now), Cancellation);
        await registry.AdvanceAsync(TimeSpan.FromMinutes(1));

        await ActivatorUtilities.CreateInstance<SweepOwnerIndex>(registry.Host.Services).RunAsync(new TimerInfo(), Cancellation);

        Assert.Equal(
            new[] { held.RowKey, "who is registering" }.Order(StringComparer.Ordinal),
            (await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation)).Select(claim => claim.RowKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Map_WithACameraThatNoRegistrationStandsBehind_LosesItAndKeepsTheOthers()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var table = new TableClient(_account, "CameraMap");
        var stray = await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).SingleAsync(Cancellation);
        stray.RowKey = stray.RowKey.Replace(owner.Id, "0000000000", StringComparison.Ordinal);
        stray["RegistrationId"] = "0000000000";
        stray["CameraId"] = "0000000000-01";
        await table.AddEntityAsync(stray, Cancellation);

        await ActivatorUtilities.CreateInstance<SweepMap>(registry.Host.Services).RunAsync(new TimerInfo(), Cancellation);

        Assert.Equal([$"{owner.Id}-01"], await registry.CamerasAsync());
        Assert.Single(await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task ListForReview_WithWhatDoesNotWait_KeepsWhatDoesAndTheNewest()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var settled = await registry.RegisterActiveAsync();
        var waiting = await registry.Host.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = "1 Nowhere Lane"));
        await registry.ConfirmAsync(await registry.LinkAsync(waiting.Id));
        await registry.Host.SettledAsync(waiting);
        var table = new TableClient(_account, "Reviews");
        await table.AddEntityAsync(Entry(settled.Id), Cancellation);
        await table.AddEntityAsync(Entry("0000000000"), Cancellation);
        await table.AddEntityAsync(Entry("nonsense"), Cancellation);

        await SweepListsAsync(registry);
        var before = await RegistrationsAsync(table);
        await registry.AdvanceAsync(TimeSpan.FromMinutes(10));
        await SweepListsAsync(registry);

        Assert.Equal(4, before.Count);
        Assert.Equal([waiting.Id], await RegistrationsAsync(table));
    }

    [Fact]
    public async Task Disclosures_OfARegistrationThatIsGone_AreForgottenAndTheOthersKept()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var gone = await registry.RegisterActiveAsync(RegistryHost.Form(form => form["address"]!["street"] = "1200 W Madison St"));
        using var response = await registry.SendAsync(HttpMethod.Delete, $"/api/registrations/{gone.Id}", gone.Token);
        var table = new TableClient(_account, "Disclosures");
        foreach (var id in new[] { owner.Id, gone.Id, "0000000000" })
        {
            await table.AddEntityAsync(new TableEntity(id, "1"), Cancellation);
            await table.AddEntityAsync(new TableEntity(id, "2"), Cancellation);
        }

        await SweepListsAsync(registry);

        var rows = await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal([(owner.Id, "1"), (owner.Id, "2")], rows.Select(row => (row.PartitionKey, row.RowKey)));
    }

    private static Task SweepListsAsync(OwnersRegistry registry) =>
        ActivatorUtilities.CreateInstance<SweepLists>(registry.Host.Services).RunAsync(new TimerInfo(), Cancellation);

    private static async Task<List<string>> RegistrationsAsync(TableClient reviews) =>
        await reviews.QueryAsync<TableEntity>(cancellationToken: Cancellation).Select(row => row.GetString("RegistrationId")).ToListAsync(Cancellation);

    private static TableEntity Entry(string id) => new("needsReview", $"20260101000000000{id}") { ["RegistrationId"] = id };

    private static TableEntity Claim(string mailbox, string address, string id, DateTimeOffset at) =>
        new(mailbox, address) { ["RegistrationId"] = id, ["ClaimedAt"] = at };
}
