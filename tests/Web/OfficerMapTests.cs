using System.Text.Json;
using Microsoft.Playwright;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class OfficerMapTests(Browser browser, ITestOutputHelper output)
{
    private static readonly GeoPoint Center = new(-87.80, 41.95);

    [Fact]
    public async Task Map_WithAThousandCones_StaysSmoothAndIsExportedWhole()
    {
        await SeedAsync(1_040);
        await using var watched = await browser.OpenAsync();
        var page = watched.Page;
        await page.SetViewportSizeAsync(1440, 900);
        var console = new OfficerConsole(page);
        await console.OpenAsync();
        await console.SearchAsync(Center, 2_000);
        await Assertions.Expect(console.Summary).ToContainTextAsync("1,040 cameras found. 200 of 1,040 shown.");
        for (var shown = 400; shown <= 1_000; shown += 200)
        {
            await console.ShowMore.ClickAsync();
            await Assertions.Expect(console.Results).ToHaveCountAsync(shown);
        }

        await Assertions.Expect(console.Results.Nth(800).Locator(".result__main")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        var frames = await PanAsync(page, console);
        output.WriteLine($"1,000 cameras: while dragging, scripting took {frames.Median:F1} ms a frame in the median and {frames.Worst:F1} ms at worst, over {frames.Count} frames; drawing them again at rest took {frames.AtRest:F1} ms.");
        Assert.InRange(frames.Count, 20, 1_000);
        Assert.InRange(frames.Median, 0, 16);
        Assert.InRange(frames.AtRest, 0, 100);

        var csv = await SavedAsync(page, "Save as CSV");
        var geoJson = await SavedAsync(page, "Save as GeoJSON");
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 1_040, lines.Length);
        Assert.Single(lines, line => line == lines[0]);
        var features = JsonDocument.Parse(geoJson).RootElement.GetProperty("features").EnumerateArray()
            .Select(feature => feature.GetProperty("properties").GetProperty("cameraId").GetString()).ToHashSet();
        Assert.Equal(1_040, features.Count);
        watched.AssertNoComplaints();
    }

    /// <summary>Cameras in rows a few metres apart, so that all of them are in sight where each stands for itself.</summary>
    private async Task SeedAsync(int count) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, count), TestContext.Current.CancellationToken, async (number, _) => await OfficerConsole.PutAsync(
            browser.Registry,
            new GeoPoint(Center.Longitude + (((number % 40) - 20) * 0.00014), Center.Latitude + (((number / 40) - 13) * 0.00012)),
            $"Camera {number}",
            facing: number * 37 % 360,
            fieldOfView: 60 + (number % 60),
            range: 15 + (number % 30)));

    /// <summary>Drags the map to and fro and measures, for each frame, how long the page's own scripts ran.</summary>
    private static async Task<(double Median, double Worst, double AtRest, int Count)> PanAsync(IPage page, OfficerConsole console)
    {
        var box = (await console.Map.BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await using var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        var times = new List<double>();
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        for (var step = 1; step <= 40; step++)
        {
            var before = await ScriptSecondsAsync(session);
            await page.Mouse.MoveAsync(x + (step % 20 * 6), y + (step % 10 * 4));
            await page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
            times.Add(1_000 * (await ScriptSecondsAsync(session) - before));
        }

        var moved = await ScriptSecondsAsync(session);
        await page.Mouse.UpAsync();
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var atRest = 1_000 * (await ScriptSecondsAsync(session) - moved);
        times.Sort();
        return (times[times.Count / 2], times[^1], atRest, times.Count);
    }

    private static async Task<double> ScriptSecondsAsync(ICDPSession session)
    {
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        return metrics.EnumerateArray().First(metric => metric.GetProperty("name").GetString() == "ScriptDuration").GetProperty("value").GetDouble();
    }

    private static async Task<string> SavedAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync());
        Assert.StartsWith($"cameras-{OfficerConsole.CaseNumber}.", download.SuggestedFilename, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("#found-export-state")).ToContainTextAsync("Saved.");
        return await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }
}
