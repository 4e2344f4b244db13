using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Tests.Localhost;

namespace ServerlessRegistry.Tests.Registrations;

/// <summary>What becomes of a registration whose sealed part somebody has changed in the storage.</summary>
public sealed class UnreadableRegistrationTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registration_WithTheSealedPartOfAnother_IsReportedAndNeverShown()
    {
        using var log = new HttpLogRecorder();
        await using var registry = OwnersRegistry.Start(_account, services => services.AddLogging(logging => logging.AddProvider(log)), ("Confirmation", "off"));
        var owner = await registry.Host.RegisterAsync();
        var other = await registry.Host.RegisterAsync(RegistryHost.Form(form => form["owner"]!["email"] = "other@example.com"));
        await registry.Host.SettledAsync(owner);
        await registry.Host.SettledAsync(other);
        await SwapAsync(owner.Id, other.Id);

        foreach (var path in new[] { "", "/export", "/placard" })
        {
            using var response = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}{path}", owner.Token);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Error && $"{entry.Exception}".Contains(owner.Id, StringComparison.Ordinal));
        Assert.DoesNotContain(log.Entries, entry => $"{entry.Text}{entry.Exception}".Contains("example.com", StringComparison.Ordinal));
        await SwapAsync(owner.Id, other.Id);
        await registry.Host.RegistrationAsync(owner.Id, owner.Token);
    }

    [Fact]
    public async Task Registration_ThatCannotBeRead_DoesNotStopTheOthers()
    {
        using var log = new HttpLogRecorder();
        await using var registry = OwnersRegistry.Start(_account, services => services.AddLogging(logging => logging.AddProvider(log)), ("Confirmation", "off"));
        var owners = new List<(string Id, string Token)>();
        for (var number = 0; number < 3; number++)
        {
            var owner = await registry.Host.RegisterAsync(RegistryHost.Form(form =>
            {
                form["owner"]!["email"] = $"owner{number}@example.com";
                form["address"]!["street"] = "1 Nowhere Lane";
            }));
            Assert.Equal("needsReview", (await registry.Host.SettledAsync(owner)).GetProperty("status").GetString());
            owners.Add(owner);
            await registry.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        await SwapAsync(owners[0].Id, owners[0].Id, change: bytes => bytes[^1] ^= 1);
        using var list = await registry.Host.SendAsync(HttpMethod.Get, "/api/registrations?status=needsReview", "Registry.Coordinator");
        var shown = await list.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        await registry.PassAsync(TimeSpan.FromDays(366));

        Assert.Equal(owners.Skip(1).Select(owner => owner.Id), shown.GetProperty("registrations").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Error && entry.Text.Contains($"registration {owners[0].Id} was passed over", StringComparison.Ordinal));
        foreach (var owner in owners.Skip(1))
        {
            Assert.Equal("expired", (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("status").GetString());
        }
    }

    /// <summary>Puts the sealed part of each registration into the other's row.</summary>
    private async Task SwapAsync(string one, string other, Action<byte[]>? change = null)
    {
        var table = new TableClient(_account, "Registrations");
        TableEntity first = await table.GetEntityAsync<TableEntity>(one, "registration", cancellationToken: Cancellation);
        TableEntity second = await table.GetEntityAsync<TableEntity>(other, "registration", cancellationToken: Cancellation);
        var (firstSealed, secondSealed) = (second.GetBinary("Personal"), first.GetBinary("Personal"));
        change?.Invoke(firstSealed);
        first["Personal"] = firstSealed;
        await table.UpdateEntityAsync(first, first.ETag, TableUpdateMode.Replace, Cancellation);
        if (one != other)
        {
            second["Personal"] = secondSealed;
            await table.UpdateEntityAsync(second, second.ETag, TableUpdateMode.Replace, Cancellation);
        }
    }
}
