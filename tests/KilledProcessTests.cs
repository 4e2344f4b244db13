using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessRegistry.Tests.Localhost;

namespace ServerlessRegistry.Tests;

/// <summary>What a 202 is worth when the process is killed.</summary>
[Collection(nameof(StartTests))]
public sealed class KilledProcessTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registrations_AcceptedBeforeTheProcessIsKilled_AllBecomeActiveOnceAfterARestart()
    {
        var account = azurite.NewAccount();
        using var folder = new StartFolder();
        var environment = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = account,
            ["Mailer"] = "none",
            ["LocalHost__MessageLease"] = "00:00:10",
            ["LocalHost__BlobLease"] = "00:00:15",
        };
        var accepted = new ConcurrentBag<(string Id, string Token)>();

        await using (var killed = StartedApp.Start(folder, environment: environment))
        {
            using var client = new HttpClient { BaseAddress = await killed.RunningAsync() };
            var posts = Enumerable.Range(0, 60).Select(number => PostAsync(client, number, accepted)).ToList();
            await Eventually.True(() => accepted.Count >= 20);
            await killed.SignalAsync("KILL");
            await Task.WhenAll(posts);
        }

        await using var restarted = StartedApp.Start(folder, environment: environment);
        using var again = new HttpClient { BaseAddress = await restarted.RunningAsync() };
        foreach (var (id, token) in accepted)
        {
            await Eventually.Equal("active", () => StatusAsync(again, id, token), TimeSpan.FromSeconds(90));
        }

        var ids = accepted.Select(registration => registration.Id).Order().ToList();
        var cameras = await new TableServiceClient(account).GetTableClient("CameraMap")
            .QueryAsync<TableEntity>(cancellationToken: Cancellation).Select(row => row.GetString("RegistrationId")).ToListAsync(Cancellation);
        var placards = await new BlobContainerClient(account, "placards")
            .GetBlobsAsync(cancellationToken: Cancellation).Select(blob => blob.Name).ToListAsync(Cancellation);
        Assert.All(ids, id => Assert.Single(cameras, id));
        Assert.All(ids, id => Assert.Contains($"{id}/1.pdf", placards));
        Assert.All(ids, id => Assert.DoesNotContain($"{id}/2.pdf", placards));
    }

    private static async Task PostAsync(HttpClient client, int number, ConcurrentBag<(string Id, string Token)> accepted)
    {
        try
        {
            var form = RegistryHost.Form(form => form["address"]!["street"] = string.Create(CultureInfo.InvariantCulture, $"{1000 + (2 * number)} W Addison St"));
            using var response = await client.PostAsJsonAsync("/api/registrations", form, Cancellation);
            var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            accepted.Add((receipt.GetProperty("id").GetString()!, receipt.GetProperty("manageToken").GetString()!));
        }
        catch (HttpRequestException)
        {
            // The process was killed before it answered: nothing was promised.
        }
    }

    private static async Task<string?> StatusAsync(HttpClient client, string id, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/registrations/{id}");
        request.Headers.Add("X-Manage-Token", token);
        using var response = await client.SendAsync(request, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("status").GetString();
    }
}
