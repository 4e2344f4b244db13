using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Tests.Telemetry;

namespace ServerlessRegistry.Tests.Search;

/// <summary>Searches of a map in a real table, without the host around them.</summary>
public sealed class CameraSearchTests(AzuriteFixture azurite)
{
    private static readonly GeoPoint Center = new(-87.6553, 41.9484);

    private readonly string _account = azurite.NewAccount();
    private readonly ContinuationSeal _seal = SearchBody.NewSeal();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"type":"circle","center":[-87.6553,41.9484],"radius":900}""")]
    [InlineData("""{"type":"polygon","coordinates":[[[-87.67,41.94],[-87.64,41.945],[-87.65,41.96],[-87.66,41.946],[-87.67,41.955],[-87.67,41.94]]]}""")]
    [InlineData("""{"type":"corridor","line":[[-87.67,41.94],[-87.655,41.95],[-87.64,41.951]],"width":300}""")]
    public async Task Search_OfAnArea_FindsExactlyItsCamerasNearestFirst(string json)
    {
        var map = await MapAsync();
        var points = await FillAsync(map, 500);
        var search = await SearchBody.ReadAsync(SearchBody.For(json));

        var found = await Search(map).FindAsync(search with { Limit = 1000 }, Cancellation);

        var expected = points.Where(search.Area.Contains).Select(point => Math.Round(search.Area.DistanceTo(point), 1)).Order();
        Assert.Equal(expected, found.Features.Select(feature => feature.Properties.Distance));
        Assert.Equal(found.Features.Count, found.Matched);
        Assert.True(found.MatchedIsExact);
        Assert.InRange(found.Matched, 20, 480);
    }

    [Theory]
    [InlineData("""{"type":"circle","center":[-87.6553,41.9484],"radius":2000}""")]
    [InlineData("""{"type":"polygon","coordinates":[[[-87.75,41.85],[-87.6,41.87],[-87.62,41.95],[-87.75,41.95],[-87.75,41.85]]]}""")]
    [InlineData("""{"type":"corridor","line":[[-87.75,41.85],[-87.62,41.95]],"width":100}""")]
    public async Task Search_Queries_AreTheCoversRangesAndNothingElse(string json)
    {
        var recorder = new QueryRecorder();
        var map = await MapAsync(recorder);
        await FillAsync(map, 30);
        var search = await SearchBody.ReadAsync(SearchBody.For(json));

        await Search(map).FindAsync(search, Cancellation);

        var filters = recorder.Filters.ToList();
        Assert.Equal(SearchCover.Of(search.Area, CameraMap.MaxRanges).Select(range => range.ToFilter()).Order(), filters.Order());
        Assert.InRange(filters.Count, 1, 16);
        Assert.All(filters, filter =>
        {
            var conditions = filter.Split(" and ");
            Assert.All(conditions, condition => Assert.Matches("^(PartitionKey|RowKey) (eq|ge|le|lt) '[0-9a-f]+'$", condition));
            Assert.InRange(conditions.Length, 2, 3);
        });
    }

    [Fact]
    public async Task Search_OfMoreRowsThanAPage_ReadsOnWithTheSameFilters()
    {
        var recorder = new QueryRecorder();
        var map = await MapAsync(recorder);
        await FillAsync(map, 15, cameras: 90, spread: 0.0001);
        var search = await SearchBody.ReadAsync(SearchBody.For("""{"type":"circle","center":[-87.6553,41.9484],"radius":50}"""));

        var found = await Search(map).FindAsync(search, Cancellation);

        Assert.Equal(1350, found.Matched);
        Assert.Equal(200, found.Features.Count);
        Assert.InRange(recorder.Filters.Distinct().Count(), 1, 16);
        Assert.True(recorder.Continued > 0);
    }

    [Fact]
    public async Task Search_PageByPage_SurvivesCamerasThatComeAndGo()
    {
        var map = await MapAsync();
        await FillAsync(map, 40);
        var search = await SearchBody.ReadAsync(SearchBody.For("""{"type":"circle","center":[-87.6553,41.9484],"radius":10000}"""));
        var first = await Search(map).FindAsync(search with { Limit = 15 }, Cancellation);
        var last = first.Features[^1].Properties.CameraId;

        await RemoveAsync(last);
        await FillAsync(map, 1, spread: 0);
        var rest = await Search(map).FindAsync(search with { Limit = 1000, Continuation = _seal.Open(first.Continuation!, search) }, Cancellation);

        Assert.Null(rest.Continuation);
        Assert.Equal(25, rest.Features.Count);
        Assert.Equal(40, rest.Matched);
        Assert.Empty(rest.Features.Select(feature => feature.Properties.CameraId).Intersect(first.Features.Select(feature => feature.Properties.CameraId)));
    }

    [Fact]
    public async Task Search_ForAText_FindsItInLabelsAndOrganizationsWithoutCaseAndAccents()
    {
        var map = await MapAsync();
        await PutAsync(map, Center, OwnerKind.Business, "Café Élan", "Front door");
        await PutAsync(map, Center, OwnerKind.Residence, "Cafe that is no business", "Back door");
        await PutAsync(map, Center, OwnerKind.Residence, null, "CAFÉTÉRIA side");
        var search = await SearchBody.ReadAsync(SearchBody.For("""{"type":"circle","center":[-87.6553,41.9484],"radius":10}"""));

        async Task<IEnumerable<string>> LabelsAsync(string text) =>
            (await Search(map).FindAsync(search with { Text = text }, Cancellation)).Features.Select(feature => feature.Properties.Label).Order();

        Assert.Equal(["CAFÉTÉRIA side", "Front door"], await LabelsAsync("cafe"));
        Assert.Equal(["Front door"], await LabelsAsync("ELAN"));
        Assert.Equal(["Back door", "Front door"], await LabelsAsync("door"));
        Assert.Empty(await LabelsAsync("garage"));
    }

    [Fact]
    public async Task Search_ForOneKindOfOwner_LeavesTheOtherOut()
    {
        var map = await MapAsync();
        await PutAsync(map, Center, OwnerKind.Business, "Ruiz Hardware", "Shop");
        await PutAsync(map, Center, OwnerKind.Residence, null, "Home");
        var search = await SearchBody.ReadAsync(SearchBody.For("""{"type":"circle","center":[-87.6553,41.9484],"radius":10}"""));

        var found = await Search(map).FindAsync(search with { OwnerKind = OwnerKind.Residence }, Cancellation);

        Assert.Equal("Home", Assert.Single(found.Features).Properties.Label);
    }

    [Fact]
    public async Task Search_WithAPoint_RanksWhatSeesItThenUnknownThenWhatDoesNot()
    {
        var map = await MapAsync();
        var target = new GeoPoint(Center.Longitude + 0.0002, Center.Latitude);
        await PutAsync(map, target, OwnerKind.Residence, null, "Too far", new Camera("Too far", null, null, 1, [], 14, false, false));
        await PutAsync(map, target, OwnerKind.Residence, null, "Unknown");
        await PutAsync(map, Center, OwnerKind.Residence, null, "Sees", new Camera("Sees", 90, 60, 30, [], 14, false, false));
        await PutAsync(map, Center, OwnerKind.Residence, null, "Looks away", new Camera("Looks away", 270, 60, 30, [], 14, false, false));
        await PutAsync(map, Center, OwnerKind.Residence, null, "Out of range", new Camera("Out of range", null, null, 5, [], 14, false, false));
        var search = await SearchBody.ReadAsync(SearchBody.For(FormattableString.Invariant($$"""{"type":"circle","center":[{{target.Longitude}},{{target.Latitude}}],"radius":100}""")));

        var found = await Search(map).FindAsync(search with { SeesPoint = target }, Cancellation);

        Assert.Equal(["Sees", "Too far", "Unknown"], found.Features.Take(3).Select(feature => feature.Properties.Label).Order());
        Assert.Equal("Sees", found.Features[0].Properties.Label);
        Assert.Equal([true, null, null, false, false], found.Features.Select(feature => feature.Properties.SeesPoint));
    }

    [Fact]
    public async Task FoundCameras_BeyondTenThousand_SaysThatThereAreMoreAndKeepsTheBest()
    {
        var search = await SearchBody.ReadAsync(SearchBody.For("""{"type":"circle","center":[-87.6553,41.9484],"radius":10000}"""));
        var found = new FoundCameras(search with { Limit = 3 });
        var random = new Random(6);
        var points = Enumerable.Range(0, 10_001).Select(_ => Ellipsoid.Offset(Center, random.NextDouble() * 5_000, random.NextDouble() * 5_000)).ToList();

        Parallel.ForEach(points, (point, _, index) => found.Offer(
            new MapCamera($"CAMERA-{index}", "CAMERA", point, "Front door", null, null, null, 14, OwnerKind.Residence, null)));

        Assert.Equal(10_000, found.Matched);
        Assert.False(found.MatchedIsExact);
        Assert.True(found.HasMore);
        Assert.Equal(points.Select(search.Area.DistanceTo).Order().Take(3), found.Page.Select(camera => camera.Distance));
    }

    private async Task<CameraMap> MapAsync(HttpPipelinePolicy? policy = null)
    {
        var options = new TableClientOptions();
        if (policy is not null)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        }

        var tables = new TableServiceClient(_account, options);
        await tables.CreateTableIfNotExistsAsync(StorageNames.CameraMap, Cancellation);
        return new CameraMap(tables);
    }

    private CameraSearch Search(CameraMap map) => new(map, _seal, NoTelemetry.Traces, NoTelemetry.Metrics, TimeProvider.System);

    /// <summary>Puts registrations at random places around the middle and tells where.</summary>
    private static async Task<IReadOnlyList<GeoPoint>> FillAsync(CameraMap map, int registrations, int cameras = 1, double spread = 0.03)
    {
        var random = new Random(3);
        var points = Enumerable.Range(0, registrations)
            .Select(_ => new GeoPoint(Center.Longitude + ((random.NextDouble() - 0.5) * spread * 1.3), Center.Latitude + ((random.NextDouble() - 0.5) * spread)))
            .ToList();
        await Parallel.ForEachAsync(points, Cancellation, async (point, _) =>
            await PutAsync(map, point, OwnerKind.Residence, null, [.. Enumerable.Repeat(Plain("Front door"), cameras)]));
        return points;
    }

    private static Task PutAsync(CameraMap map, GeoPoint point, OwnerKind kind, string? organization, string label, Camera? camera = null) =>
        PutAsync(map, point, kind, organization, [camera ?? Plain(label)]);

    private static Task PutAsync(CameraMap map, GeoPoint point, OwnerKind kind, string? organization, IReadOnlyList<Camera> cameras) => map.PutAsync(
        Registration.Receive(
            RegistrationId.Create(),
            new RegistrationForm(
                new Owner(kind, "Ana Ruiz", organization, "ana@example.com", null, "en"),
                new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60613"),
                cameras,
                new Consent(true, "2026-11")),
            TimeProvider.System.GetUtcNow()),
        point,
        Cancellation);

    private static Camera Plain(string label) => new(label, null, null, null, [], 14, false, false);

    private async Task RemoveAsync(string cameraId)
    {
        var table = new TableClient(_account, StorageNames.CameraMap);
        await foreach (var row in table.QueryAsync<TableEntity>(row => row.GetString("CameraId") == cameraId, cancellationToken: Cancellation))
        {
            await table.DeleteEntityAsync(row, cancellationToken: Cancellation);
        }
    }

    /// <summary>The filters of the queries that leave a client.</summary>
    private sealed class QueryRecorder : HttpPipelineSynchronousPolicy
    {
        private int _continued;

        public ConcurrentQueue<string> Filters { get; } = new();

        public int Continued => _continued;

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Method != RequestMethod.Get || !message.Request.Uri.Path.EndsWith("CameraMap()", StringComparison.Ordinal))
            {
                return;
            }

            var parameters = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(message.Request.Uri.Query);
            Assert.Subset(new HashSet<string> { "$format", "$filter", "NextPartitionKey", "NextRowKey" }, parameters.Keys.ToHashSet());
            Filters.Enqueue(Assert.Single(parameters["$filter"])!);
            if (parameters.ContainsKey("NextPartitionKey"))
            {
                Interlocked.Increment(ref _continued);
            }
        }
    }
}
