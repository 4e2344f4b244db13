using System.Globalization;
using ServerlessRegistry.Checks;

namespace ServerlessRegistry.Tests.Checks;

/// <summary>Checks a registry while it works.</summary>
public sealed class BusyRegistryTests(AzuriteFixture azurite)
{
    private static readonly CheckSettings WhileAtWork = new(TimeSpan.FromMinutes(5), Settled: false, TimeSpan.FromMilliseconds(100));

    [Fact]
    public async Task Check_WhileOwnersComeChangeAndGo_FindsNothing_NorWhenAllIsSettled()
    {
        var account = azurite.NewAccount();
        var settings = CheckedRegistry.Settings();
        await using var services = CheckedRegistry.ServicesOf(CheckedRegistry.ConfigurationOf(settings, account));
        await using var host = RegistryHost.Start(account, settings);

        var work = Task.WhenAll(Enumerable.Range(0, 12).Select(number => LiveAsync(host, number)));
        var looks = 0;
        do
        {
            Assert.Empty(await CheckedRegistry.FindAsync(services, WhileAtWork));
            looks++;
        }
        while (!work.IsCompleted);

        await work;
        Assert.True(looks > 0);
        await CheckedRegistry.SettleAsync(services);
    }

    private static async Task LiveAsync(RegistryHost host, int number)
    {
        var owner = await host.RegisterAsync(CheckedRegistry.FormOf(
            string.Create(CultureInfo.InvariantCulture, $"owner{number}@example.com"),
            form => form["address"]!["street"] = string.Create(CultureInfo.InvariantCulture, $"{1000 + (2 * number)} W Addison St")));
        using var renewal = new HttpRequestMessage(HttpMethod.Post, $"/api/registrations/{owner.Id}/renewal");
        using var end = new HttpRequestMessage(HttpMethod.Delete, $"/api/registrations/{owner.Id}");
        foreach (var request in number % 3 == 0 ? [renewal, end] : new[] { renewal })
        {
            request.Headers.Add("X-Manage-Token", owner.Token);
            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{request.Method} answered {response.StatusCode}.");
        }
    }
}
