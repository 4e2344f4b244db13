using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using NetTopologySuite.Geometries;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Search;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Benchmarks.Search;

/// <summary>
/// What the registry's own code takes for an answer of 200 cameras, by kind of area: the cover, the test of each row that it
/// reads, the ranking, and the answer as GeoJSON. The storage client's part is left out: the rows are as it hands them on.
/// </summary>
internal static class AnswerCost
{
    private const int Cameras = 100_000;
    private const int Limit = 200;
    private static readonly GeoPoint Center = new(-87.65, 41.88);

    /// <summary>Measures each kind of area and prints a table.</summary>
    public static void Run(TextWriter output, int rounds)
    {
        var rows = Rows();
        (string Name, ISearchArea Area)[] areas =
        [
            ("Circle", new CircleArea(Center, 560)),
            ("Polygon, 8 corners", Polygon(8, 590)),
            ("Polygon, 999 corners", Polygon(999, 560)),
            ("Corridor, 2 positions", Corridor(2)),
            ("Corridor, 1,000 positions", Corridor(1_000)),
        ];
        foreach (var (name, area) in areas)
        {
            // Once for all kinds, so that each is measured when the runtime has compiled the code for good.
            Measure(name, area, rows, rounds);
        }

        output.WriteLine($"Answers of up to {Limit} cameras out of {Cameras:N0}: our own code, without the storage client");
        output.WriteLine($"{"",-28}{"matched",9}{"read / matched",16}{"requests",10}{"cover",12}{"rows",12}{"answer",12}{"CPU in all",13}{"allocated",13}");
        foreach (var (name, area) in areas)
        {
            output.WriteLine(Measure(name, area, rows, rounds));
        }
    }

    private static string Measure(string name, ISearchArea area, SortedList<long, MapRow> rows, int rounds)
    {
        var search = new SearchRequest("JH123456", "Benchmark", area, null, Center, null, null, Limit, default, null);
        var seal = ContinuationSeal.Read(new ConfigurationBuilder().Build());
        var writer = new CameraSearch(new CameraMap(new TableServiceClient("UseDevelopmentStorage=true")), seal, new RegistryTraces(), new RegistryMetrics(new Meter("Benchmark")), TimeProvider.System);
        var ranges = SearchCover.Of(area, CameraMap.MaxRanges);
        var read = rows.Where(row => ranges.Any(range => row.Key >= range.Start && row.Key < range.End)).Select(row => row.Value).ToList();
        var found = Find(search, read);

        var cover = TimeOf(() => SearchCover.Of(area, CameraMap.MaxRanges), rounds);
        var scan = TimeOf(() => Find(search, read), rounds);
        var answer = TimeOf(() => JsonSerializer.SerializeToUtf8Bytes(writer.Answer(search, found), ApiJson.Default.CameraFeatures), rounds);
        var milliseconds = cover.Milliseconds + scan.Milliseconds + answer.Milliseconds;
        var kibibytes = (cover.Bytes + scan.Bytes + answer.Bytes) / 1024;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-28}{found.Matched,9:N0}{(double)read.Count / found.Matched,16:0.00}{ranges.Count,10}{cover.Milliseconds,9:0.00} ms{scan.Milliseconds,9:0.00} ms{answer.Milliseconds,9:0.00} ms{milliseconds,10:0.00} ms{kibibytes,9:N0} KiB");
    }

    private static FoundCameras Find(SearchRequest search, List<MapRow> read)
    {
        var found = new FoundCameras(search);
        foreach (var row in read)
        {
            CameraMap.HandOn(row, search.Area, found.Offer);
        }

        return found;
    }

    /// <summary>The processor time and the bytes that one run takes.</summary>
    private static (double Milliseconds, long Bytes) TimeOf(Action run, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            run();
        }

        using var process = Process.GetCurrentProcess();
        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread(), process.TotalProcessorTime);
        for (var round = 0; round < rounds; round++)
        {
            run();
        }

        process.Refresh();
        return ((process.TotalProcessorTime - time).TotalMilliseconds / rounds, (GC.GetAllocatedBytesForCurrentThread() - bytes) / rounds);
    }

    private static SortedList<long, MapRow> Rows()
    {
        var random = new Random(1);
        var rows = new SortedDictionary<long, MapRow>();
        for (var number = 0; number < Cameras; number++)
        {
            var point = new GeoPoint(Center.Longitude + ((random.NextDouble() - 0.5) * 0.27), Center.Latitude + ((random.NextDouble() - 0.5) * 0.2));
            var registration = $"R{number:000000000}";
            rows[MapPosition.Of(point).Index] = new MapRow
            {
                CameraId = $"{registration}-01",
                RegistrationId = registration,
                Longitude = point.Longitude,
                Latitude = point.Latitude,
                Label = "Front door",
                Facing = 90,
                FieldOfView = 110,
                Range = 25,
                RetentionDays = 14,
                OwnerKind = nameof(OwnerKind.Business),
                Organization = "Ruiz Hardware",
                ValidUntil = "2099-01-01T00:00:00.0000000Z",
            };
        }

        return new SortedList<long, MapRow>(rows);
    }

    /// <summary>A ring of corners that lie in and out in turn.</summary>
    private static RegionArea Polygon(int corners, double size)
    {
        var ring = Enumerable.Range(0, corners).Select(corner =>
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * corner / corners);
            var reach = corner % 2 == 0 ? size : size * 0.95;
            return At(reach * cosine, reach * sine);
        }).Select(position => new Coordinate(position.Longitude, position.Latitude)).ToList();
        return new RegionArea($"polygon of {corners}", [new Region(new Polygon(new LinearRing([.. ring, ring[0].Copy()])))]);
    }

    /// <summary>A route of 9 km across the city, from corner to corner of its blocks.</summary>
    private static CorridorArea Corridor(int positions) => new(
        [.. Enumerable.Range(0, positions).Select(position => At(-4_000 + (8_000.0 * position / (positions - 1)), -2_000 + (4_000.0 * position / (positions - 1)) + (position % 2 * 10)))],
        110);

    private static GeoPoint At(double east, double north)
    {
        var (meridian, parallel) = Geodesy.MetresPerDegree(Center.Latitude);
        return new GeoPoint(Center.Longitude + (east / parallel), Center.Latitude + (north / meridian));
    }
}
