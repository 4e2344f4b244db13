using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessRegistry.Tests.Health;

public sealed class GetHealthTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_WhenTheStorageAnswers_Is200()
    {
        await using var host = RegistryHost.Start(azurite.NewAccount());

        using var response = await host.Client.GetAsync("/api/health", Cancellation);

        var report = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["status", "tables", "queues", "blobs"], report.EnumerateObject().Select(part => part.Name));
        Assert.All(report.EnumerateObject(), part => Assert.Equal("up", part.Value.GetString()));
    }

    [Fact]
    public async Task Health_WhenTheQueuesAreAway_Is503AndNamesThemOnly()
    {
        using var nowhere = new ClosedPort();
        await using var host = RegistryHost.Start(nowhere.InsteadOf("Queue", azurite.NewAccount()));

        using var response = await host.Client.GetAsync("/api/health", Cancellation);

        var report = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("down", report.GetProperty("status").GetString());
        Assert.Equal("down", report.GetProperty("queues").GetString());
        Assert.Equal("up", report.GetProperty("tables").GetString());
        Assert.Equal("up", report.GetProperty("blobs").GetString());
    }
}
