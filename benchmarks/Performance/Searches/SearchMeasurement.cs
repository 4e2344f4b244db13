using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Performance.Searches;

/// <summary>Searches one storage in every way that is compared, the same circles in each.</summary>
internal sealed class SearchMeasurement : IAsyncDisposable
{
    /// <summary>The table of the usual recipe.</summary>
    public const string GeohashTable = "GeohashMap";

    private const int Limit = 200;
    private readonly LocalRegistry _registry;
    private readonly CameraSearch _search;
    private readonly TableClient _map;
    private readonly TableClient _geohashes;
    private readonly MemoryStream _answer = new();

    private SearchMeasurement(LocalRegistry registry)
    {
        _registry = registry;
        _search = registry.Services.GetRequiredService<CameraSearch>();
        var tables = registry.Services.GetRequiredService<TableServiceClient>();
        _map = tables.GetTableClient(StorageNames.CameraMap);
        _geohashes = tables.GetTableClient(GeohashTable);
    }

    /// <summary>Starts a registry on a storage whose map is filled already.</summary>
    public static async Task<SearchMeasurement> StartAsync(string account, CancellationToken cancellationToken)
    {
        var registry = await LocalRegistry.StartAsync(account, [typeof(SearchCameras)], null, cancellationToken);
        var token = (await registry.Client.GetFromJsonAsync<JsonElement>("/local/token?role=Registry.Officer&name=Officer", cancellationToken)).GetProperty("token").GetString();
        registry.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new SearchMeasurement(registry);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _answer.DisposeAsync();
        await _registry.DisposeAsync();
    }

    /// <summary>
    /// The milliseconds of each search beside its bare range queries: the same queries, by the same client, side by side as well. The two
    /// take turns, circle by circle, so that whatever else the machine does meets both.
    /// </summary>
    /// <param name="circles">What is searched.</param>
    /// <param name="warmUps">How many pairs run unmeasured before, for the runtime to compile the code for good.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<IReadOnlyList<SearchTimes>> MeasureAsync(IReadOnlyList<CircleArea> circles, int warmUps, CancellationToken cancellationToken)
    {
        for (var index = 0; index < warmUps; index++)
        {
            await PairAsync(circles[index % circles.Count], index % 2 == 0, cancellationToken);
        }

        GC.Collect();
        var times = new List<SearchTimes>();
        foreach (var circle in circles)
        {
            times.Add(await PairAsync(circle, times.Count % 2 == 0, cancellationToken));
        }

        return times;
    }

    /// <summary>The milliseconds of whole requests, which sign the caller in and write the audit record.</summary>
    public async Task<double> RequestsAsync(IReadOnlyList<CircleArea> circles, int warmUps, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        foreach (var circle in circles.Take(warmUps).Concat(circles))
        {
            times.Add(await TimeAsync(() => RequestAsync(circle, cancellationToken)));
        }

        return times.TakeLast(circles.Count).Median();
    }

    /// <summary>The milliseconds of the usual recipe: the ranges of the geohash cell and its neighbours, each row tested.</summary>
    public async Task<double> GeohashAsync(IReadOnlyList<CircleArea> circles, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        foreach (var circle in circles)
        {
            times.Add(await TimeAsync(() => Task.WhenAll(Benchmarks.Search.Geohash.Neighbourhood(circle.Center, circle.Radius).Select(range =>
                CountAsync(
                    _geohashes,
                    TableClient.CreateQueryFilter(
                        $"PartitionKey eq {CameraRows.GeohashPartition} and RowKey ge {CameraRows.Hex(range.From)} and RowKey lt {CameraRows.Hex(range.To)}"),
                    circle,
                    cancellationToken)))));
        }

        return times.Median();
    }

    /// <summary>The milliseconds of reading every row and testing it.</summary>
    public async Task<double> ScanAsync(IReadOnlyList<CircleArea> circles, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        foreach (var circle in circles)
        {
            times.Add(await TimeAsync(() => CountAsync(_map, null, circle, cancellationToken)));
        }

        return times.Median();
    }

    /// <summary>Searches once as an officer does.</summary>
    public async Task RequestAsync(CircleArea circle, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["caseNumber"] = "JH123456",
            ["purpose"] = "Robbery canvass",
            ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(circle.Center.Longitude, circle.Center.Latitude), ["radius"] = circle.Radius },
            ["limit"] = Limit,
        };
        using var response = await _registry.Client.PostAsJsonAsync("/api/cameras/search", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>A search and its bare queries. The first of two finds colder what the other finds warm, so they change places.</summary>
    private async Task<SearchTimes> PairAsync(CircleArea circle, bool bareFirst, CancellationToken cancellationToken)
    {
        var filters = SearchCover.Of(circle, CameraMap.MaxRanges).Select(range => range.ToFilter()).ToList();
        var before = bareFirst ? await TimeAsync(() => ReadAsync(filters, cancellationToken)) : 0;
        var own = await TimeAsync(() => SearchAsync(circle, cancellationToken));
        return new SearchTimes(bareFirst ? before : await TimeAsync(() => ReadAsync(filters, cancellationToken)), own);
    }

    /// <summary>A search from the area to the last byte of its answer, which goes to a stream as it does in a request.</summary>
    private async Task SearchAsync(CircleArea circle, CancellationToken cancellationToken)
    {
        var request = new SearchRequest("JH123456", "Canvass", circle, null, null, null, null, Limit, default, null);
        _answer.Position = 0;
        await JsonSerializer.SerializeAsync(_answer, await _search.FindAsync(request, cancellationToken), ApiJson.Default.CameraFeatures, cancellationToken);
    }

    private Task ReadAsync(List<string> filters, CancellationToken cancellationToken) => Task.WhenAll(filters.Select(async filter =>
    {
        await foreach (var _ in _map.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            // Reading is all there is to it.
        }
    }));

    private static async Task CountAsync(TableClient table, string? filter, CircleArea circle, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<MapRow>(filter, cancellationToken: cancellationToken))
        {
            _ = circle.Contains(row.Point);
        }
    }
}

/// <summary>The milliseconds of one search.</summary>
/// <param name="Bare">Its range queries, read as the storage client hands out rows.</param>
/// <param name="Own">The registry's search, from the area to the answer.</param>
internal readonly record struct SearchTimes(double Bare, double Own);
