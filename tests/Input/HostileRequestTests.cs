using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using ServerlessRegistry.Benchmarks.Input;

namespace ServerlessRegistry.Tests.Input;

/// <summary>The whole HTTP surface under requests that are wrong in every way that clients know. The long form is a run of the benchmarks.</summary>
public sealed class HostileRequestTests(AzuriteFixture azurite)
{
    private const int Requests = 2_000;
    private const int AtOnce = 8;

    [Fact]
    public async Task AnyRequest_HoweverSpoilt_IsNeverAServerErrorAndEachRefusalIsExplained()
    {
        await using var registry = RegistryHost.Start(azurite.NewAccount(), new Dictionary<string, string?> { ["Limits:DisclosuresPerMinute"] = "1000000" });
        var owner = await registry.RegisterAsync();
        var code = (await registry.SettledAsync(owner)).GetProperty("placard").GetProperty("code").GetString()!;
        var tokens = new Dictionary<Caller, string>();
        foreach (var role in new[] { Caller.Officer, Caller.Coordinator, Caller.Auditor })
        {
            tokens[role] = await registry.TokenAsync($"Registry.{role}");
        }

        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        });
        var client = new HostileClient(http, registry.Client.BaseAddress!, new KnownRegistration(owner.Id, owner.Token, code), tokens);
        var openApi = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AzuriteFixture.RepositoryRoot, "docs", "api", "openapi.json"), TestContext.Current.CancellationToken))!;

        // On failure the exception has the smallest request found, and the seed to repeat it: CsCheck_Seed.
        await HostileRequests.Of(openApi).SampleAsync(
            async request => Assert.Null(await client.FindFaultAsync(request, TestContext.Current.CancellationToken)),
            iter: Requests,
            threads: AtOnce);
    }
}
