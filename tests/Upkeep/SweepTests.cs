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

    private static TableEntity Claim(string mailbox, string address, string id, DateTimeOffset at) =>
        new(mailbox, address) { ["RegistrationId"] = id, ["ClaimedAt"] = at };
}
