using System.Globalization;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.StreetGrid;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Geocoding;

/// <summary>
/// Measures the geocoder on real addresses whose positions the city recorded. They are not part of the repository: they are looked for
/// in <c>shared/data</c> beside the checkout, or where the environment variable <c>CHICAGO_ADDRESSES</c> says.
/// </summary>
public sealed class StreetGridAccuracyTests(ITestOutputHelper output)
{
    private const double EarthRadius = 6_371_008.8;

    [Fact]
    public async Task GeocodeAsync_RecordedAddresses_ArePlacedNearWhereTheCityRecordedThem()
    {
        var path = FindAddresses();
        Assert.SkipWhen(
            path is null,
            "There is no shared/data/chicago-addresses.csv beside this checkout, and CHICAGO_ADDRESSES names no file: accuracy was not measured.");

        var geocoder = new StreetGridGeocoder();
        var errors = new List<double>();
        var addresses = 0;
        foreach (var (street, recorded) in ReadAddresses(path!))
        {
            addresses++;
            var address = new PostalAddress(street, null, "Chicago", "IL", "60601");
            switch (await geocoder.GeocodeAsync(address, TestContext.Current.CancellationToken))
            {
                case GeocodeResult.Located located:
                    errors.Add(Distance(located.Point, recorded));
                    break;
                case GeocodeResult.NeedsReview review:
                    output.WriteLine($"not placed: {street} ({review.Reason})");
                    break;
            }
        }

        errors.Sort();
        var placed = 100.0 * errors.Count / addresses;
        var median = Percentile(errors, 50);
        var ninetieth = Percentile(errors, 90);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{addresses} addresses, {placed:F2} % placed; median error {median:F1} m, 75th percentile {Percentile(errors, 75):F1} m, 90th {ninetieth:F1} m, 95th {Percentile(errors, 95):F1} m"));

        Assert.True(placed >= 97, $"{placed:F2} % placed");
        Assert.True(median <= 50, $"median error {median:F1} m");
        Assert.True(ninetieth <= 160, $"90th percentile {ninetieth:F1} m");
    }

    private static string? FindAddresses()
    {
        if (Environment.GetEnvironmentVariable("CHICAGO_ADDRESSES") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "chicago-addresses.csv");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static IEnumerable<(string Street, GeoPoint Recorded)> ReadAddresses(string path)
    {
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var fields = line.Split(',');
            var latitude = double.Parse(fields[^2], CultureInfo.InvariantCulture);
            var longitude = double.Parse(fields[^1], CultureInfo.InvariantCulture);
            yield return (string.Join(',', fields[..^2]).Trim('"'), new GeoPoint(longitude, latitude));
        }
    }

    private static double Percentile(List<double> sorted, int percentile) =>
        sorted[Math.Min(sorted.Count - 1, sorted.Count * percentile / 100)];

    /// <summary>Great-circle distance in metres, by the haversine formula.</summary>
    private static double Distance(GeoPoint from, GeoPoint to)
    {
        var latitude = double.DegreesToRadians(to.Latitude - from.Latitude);
        var longitude = double.DegreesToRadians(to.Longitude - from.Longitude);
        var chord = Math.Pow(Math.Sin(latitude / 2), 2)
            + (Math.Cos(double.DegreesToRadians(from.Latitude)) * Math.Cos(double.DegreesToRadians(to.Latitude)) * Math.Pow(Math.Sin(longitude / 2), 2));
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(chord));
    }
}
