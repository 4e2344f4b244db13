using System.Text.RegularExpressions;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>What is logged and who is told.</summary>
public sealed partial class DeployedWatchTests(BicepFixture bicep)
{
    [Fact]
    public void Alerts_CoverWhatGoesWrongAndTellWhoIsNamed()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Prod);

        var names = deployment.Names("Microsoft.Insights/scheduledQueryRules").Concat(deployment.Names("Microsoft.Insights/metricAlerts"))
            .Select(name => AlertName().Match(name).Groups["name"].Value);
        var told = deployment.Only("Microsoft.Insights/actionGroups").GetProperty("emailReceivers").EnumerateArray()
            .Select(receiver => receiver.GetProperty("emailAddress").GetString());

        Assert.Equal(["backlog", "failures", "health", "latency", "no-heartbeat", "poison-queue", "undelivered"], names.Order());
        Assert.Equal(["registry@springfield.example", "it@springfield.example"], told);
        Assert.All(
            deployment.Resources("Microsoft.Insights/scheduledQueryRules"),
            rule => Assert.Contains("/actionGroups/", Assert.Single(rule.At("properties", "actions", "actionGroups").EnumerateArray()).GetString(), StringComparison.Ordinal));
        Assert.Single(Assert.Single(deployment.Resources("Microsoft.Insights/metricAlerts")).At("properties", "actions").EnumerateArray());
    }

    [Fact]
    public void Alerts_NobodyNamed_AreNotThere()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Dev);

        Assert.DoesNotContain(deployment.TypesAndNames, name => name.Contains("alert", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Alerts_Metrics_AreThoseThatTheRegistryPromises()
    {
        var promised = await File.ReadAllTextAsync(Path.Combine(AzuriteFixture.RepositoryRoot, "docs", "telemetry.md"), TestContext.Current.CancellationToken);

        var asked = Queries(BicepFixture.Reviewed(BicepFixture.Prod)).SelectMany(query => MetricName().Matches(query)).Select(match => match.Value).Distinct().ToList();

        Assert.Contains("registry.heartbeat", asked);
        Assert.All(asked, metric => Assert.Contains($"`{metric}`", promised, StringComparison.Ordinal));
    }

    [Fact]
    public void Diagnostics_AreOnForStorageVaultAppAndTopic()
    {
        var settings = BicepFixture.Reviewed(BicepFixture.Dev).Resources("Microsoft.Insights/diagnosticSettings");

        var watched = settings.Select(setting => WatchedType().Match(setting.GetProperty("id").GetString()!)).Select(match => match.Groups["service"].Value);

        Assert.Equal(["blobServices", "queueServices", "sites", "systemTopics", "tableServices", "vaults"], watched.Order());
    }

    [Fact]
    public void Diagnostics_WhatTellsOfResidentsOrIncidents_IsNotLogged()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Prod);

        var categories = deployment.Resources("Microsoft.Insights/diagnosticSettings")
            .SelectMany(setting => setting.At("properties", "logs").EnumerateArray())
            .Select(log => log.TryGetProperty("category", out var category) ? category.GetString() : log.GetProperty("categoryGroup").GetString());

        // No reads of storage (a search reads map tiles), no addresses of requests, nothing of Azure Maps.
        Assert.Equal(["DeliveryFailures", "FunctionAppLogs", "StorageDelete", "StorageWrite", "audit"], categories.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Resources_EachThatCanHaveTags_HasThem()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Prod);

        Assert.All(
            deployment.All.Where(resource => resource.TryGetProperty("location", out _)),
            resource => Assert.Equal("camera-registry", resource.At("tags", "application").GetString()));
    }

    [Fact]
    public void Network_On_LeavesStorageAndVaultToPrivateEndpointsAndNamedAddresses()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Prod);

        var services = deployment.Resources("Microsoft.Network/privateEndpoints")
            .Select(endpoint => endpoint.At("properties", "privateLinkServiceConnections")[0].At("properties", "groupIds")[0].GetString());
        var zones = deployment.Names("Microsoft.Network/privateDnsZones");

        Assert.Equal(["blob", "queue", "table", "vault"], services.Order());
        Assert.Equal(4, zones.Count);
        Assert.Equal(4, deployment.Resources("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count);
        Assert.All(
            ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"],
            type =>
            {
                var rules = deployment.Only(type).GetProperty("networkAcls");
                Assert.Equal("Deny", rules.GetProperty("defaultAction").GetString());
                Assert.Equal("203.0.113.7", Assert.Single(rules.GetProperty("ipRules").EnumerateArray()).GetProperty("value").GetString());
            });
        Assert.Contains("outputs', 'functions'", deployment.Only("Microsoft.Web/sites").GetProperty("virtualNetworkSubnetId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Network_Off_HasNone()
    {
        var deployment = await bicep.PredictAsync(BicepFixture.Prod);

        Assert.DoesNotContain(deployment.TypesAndNames, name => name.StartsWith("Microsoft.Network/", StringComparison.Ordinal));
        Assert.Equal("Allow", deployment.Only("Microsoft.Storage/storageAccounts").At("networkAcls", "defaultAction").GetString());
    }

    private static IEnumerable<string> Queries(PredictedDeployment deployment) =>
        deployment.Resources("Microsoft.Insights/scheduledQueryRules").Select(rule => rule.At("properties", "criteria", "allOf")[0].GetProperty("query").GetString()!);

    [GeneratedRegex("^alert-registry-[a-z0-9]+-(?<name>.+)$")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"(?<="")(registry|http)(\.\w+)+(?="")(?!\])")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"/providers/[^/]+/(?:[^/]+/[^/]+/)*(?<service>[^/]+)/[^/]+/providers/Microsoft\.Insights/diagnosticSettings/")]
    private static partial Regex WatchedType();
}
