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
    private readonly TableClient _map;
    private readonly TableClient _geohashes;

    private SearchMeasurement(LocalRegistry registry, string account)
    {
        _registry = registry;
        _map = new TableClient(account, StorageNames.CameraMap);
        _geohashes = new TableClient(account, GeohashTable);
    }

    /// <summary>Starts a registry on a storage whose map is filled already.</summary>
    public static async Task<SearchMeasurement> StartAsync(string account, CancellationToken cancellationToken)
    {
        var registry = await LocalRegistry.StartAsync(account, [typeof(SearchCameras)], null, cancellationToken);
        var token = (await registry.Client.GetFromJsonAsync<JsonElement>("/local/token?role=Registry.Officer&name=Officer", cancellationToken)).GetProperty("token").GetString();
        registry.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new SearchMeasurement(registry, account);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    /// <summary>
    /// The milliseconds of each search: the bare range queries, the registry's search without its door, and the whole request, which signs
    /// the caller in and writes the audit record. They alternate, one circle after the other.
    /// </summary>
    public async Task<IReadOnlyList<SearchTimes>> MeasureAsync(IReadOnlyList<CircleArea> circles, int warmUps, CancellationToken cancellationToken)
    {
        var search = _registry.Services.GetRequiredService<CameraSearch>();
        var times = new List<SearchTimes>();
        for (var index = 0; index < warmUps + circles.Count; index++)
        {
            var circle = circles[index % circles.Count];
            var ranges = SearchCover.Of(circle, CameraMap.MaxRanges).Select(range => range.ToFilter()).ToList();

            // Who goes first changes: the first of two reads what the other finds warm.
            var first = index % 2 == 0 ? await TimeAsync(() => ReadAsync(ranges, cancellationToken)) : 0;
            var own = await TimeAsync(() => SearchAsync(search, circle, cancellationToken));
            var bare = index % 2 == 0 ? first : await TimeAsync(() => ReadAsync(ranges, cancellationToken));
            var whole = await TimeAsync(() => RequestAsync(circle, cancellationToken));
            if (index >= warmUps)
            {
                times.Add(new SearchTimes(bare, own, whole));
            }
        }

        return times;
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

    private static async Task SearchAsync(CameraSearch search, CircleArea circle, CancellationToken cancellationToken)
    {
        var request = new SearchRequest("JH123456", "Canvass", circle, null, null, null, null, Limit, default, null);
        JsonSerializer.SerializeToUtf8Bytes(await search.FindAsync(request, cancellationToken), ApiJson.Default.CameraFeatures);
    }

    private Task ReadAsync(List<string> ranges, CancellationToken cancellationToken) => Task.WhenAll(ranges.Select(async range =>
    {
        await foreach (var _ in _map.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken))
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
/// <param name="Bare">Its range queries.</param>
/// <param name="Own">The registry's search, from the area to the answer.</param>
/// <param name="Whole">The request over HTTP, with the caller signed in and the search on record.</param>
internal readonly record struct SearchTimes(double Bare, double Own, double Whole);
