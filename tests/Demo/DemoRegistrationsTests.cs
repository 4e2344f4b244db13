using Azure.Data.Tables;

namespace ServerlessRegistry.Tests.Demo;

public sealed class DemoRegistrationsTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    [Theory]
    [InlineData("outbox", "required")]
    [InlineData("none", "off")]
    public async Task Demo_InANewRegistry_PutsItsOwnersOnTheMapOnce(string mailer, string confirmation)
    {
        var settings = new Dictionary<string, string?> { ["demo"] = "6", ["Mailer"] = mailer, ["Confirmation"] = confirmation };
        await using (RegistryHost.Start(_account, settings))
        {
            await Eventually.Equal(6, () => CountAsync("Registrations", "RowKey eq 'registration' and Status eq 'Active'"));
        }

        var cameras = await CountAsync("CameraMap", "");
        Assert.InRange(cameras, 6, 36);

        await using var again = RegistryHost.Start(_account, new Dictionary<string, string?>(settings) { ["demo"] = "7" });
        await Eventually.Equal(7, () => CountAsync("Registrations", "RowKey eq 'registration' and Status eq 'Active'"));
        Assert.InRange(await CountAsync("CameraMap", ""), cameras + 1, cameras + 6);
    }

    private async Task<int> CountAsync(string table, string filter) =>
        await new TableServiceClient(_account).GetTableClient(table)
            .QueryAsync<TableEntity>(filter, cancellationToken: TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken);
}
