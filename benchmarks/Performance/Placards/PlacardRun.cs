using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>Time, size and memory of a placard, as PDF and PNG, beside a headless Chromium that prints the same design.</summary>
internal sealed class PlacardRun : IRun
{
    private const double LeastTimesFaster = 20;
    private const int LargestPdf = 60_000;
    private const string Count = "placards";
    private const string CountOfChromium = "chromium-placards";

    /// <inheritdoc/>
    public string Name => "placard";

    /// <inheritdoc/>
    public string Summary => "time, size and memory of a placard beside headless Chromium";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new(Count, "placards of the registry", 300, 40),
        new(CountOfChromium, "placards of Chromium, each way", 15, 2),
    ];

    /// <inheritdoc/>
    public async Task<bool> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        using var design = new PlacardDesign();
        var demands = new Demands();
        var registry = Registry(design, arguments[Count]);
        var table = new TextTable("", "median ms", "PDF, KB", "PNG, KB", "memory");
        table.Add("the registry: PDF and PNG", Number(registry.Time), Kilobytes(registry.Pdf), Kilobytes(registry.Png), $"{Kilobytes(registry.Memory)} KB allocated for each, the picture's {Kilobytes(4 * 1836 * 2376)} KB beside it");
        demands.Add($"a PDF under {LargestPdf / 1000} KB", registry.Pdf < LargestPdf, $"{Kilobytes(registry.Pdf)} KB");
        if (Chromium.Path is null)
        {
            output.WriteLine("  Chromium is not installed here (Debian: chromium), so its rows are left out.");
        }
        else
        {
            var running = await RunningChromiumAsync(design, arguments[CountOfChromium], cancellationToken);
            var started = await StartedChromiumAsync(design, arguments[CountOfChromium], cancellationToken);
            table.Add("Chromium, running already: PDF and PNG", Number(running.Time), Kilobytes(running.Pdf), Kilobytes(running.Png), $"{running.Memory / 1_000_000} MB resident");
            table.Add("Chromium, started for each: PDF alone", Number(started.Time), Kilobytes(started.Pdf), "", "");
            Judge(demands, "Chromium, running already", running.Time / registry.Time, arguments.IsSmoke);
            Judge(demands, "Chromium, started for each", started.Time / registry.Time, arguments.IsSmoke);
        }

        table.Print(output);
        demands.Print(output);
        return demands.AreMet;
    }

    private static void Judge(Demands demands, string what, double times, bool isShort) => demands.Add(
        $"{what}: at least {LeastTimesFaster} times as fast",
        isShort || times >= LeastTimesFaster,
        string.Create(CultureInfo.InvariantCulture, $"{times:0.0} times{(isShort ? ", not judged in the short form" : "")}"));

    private static PlacardFigures Registry(PlacardDesign design, int count)
    {
        var times = new List<double>();
        var (pdf, png, allocated) = (0, 0, 0L);
        for (var index = 0; index < count + (count / 4); index++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            var placard = design.Renderer.Render(PlacardDesign.NewContent());
            times.Add(clock.Elapsed.TotalMilliseconds);
            (pdf, png, allocated) = (Math.Max(pdf, placard.Pdf.Length), Math.Max(png, placard.Png.Length), GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return new PlacardFigures(times.Skip(count / 4).Median(), pdf, png, allocated);
    }

    private static async Task<PlacardFigures> RunningChromiumAsync(PlacardDesign design, int count, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("registry-placard-");
        try
        {
            await using var chromium = await Chromium.StartAsync(cancellationToken);
            var times = new List<double>();
            var (pdf, png) = (0, 0);
            for (var index = 0; index <= count; index++)
            {
                var page = Path.Combine(folder.FullName, $"{index}.html");
                await File.WriteAllTextAsync(page, design.Html(PlacardDesign.NewContent()), cancellationToken);
                var clock = Stopwatch.StartNew();
                await chromium.OpenAsync(page, cancellationToken);
                pdf = (await chromium.PrintAsync(cancellationToken)).Length;
                png = (await chromium.PictureAsync(cancellationToken)).Length;
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            return new PlacardFigures(times.Skip(1).Median(), pdf, png, chromium.Memory);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<PlacardFigures> StartedChromiumAsync(PlacardDesign design, int count, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("registry-placard-");
        try
        {
            var times = new List<double>();
            var file = Path.Combine(folder.FullName, "placard.pdf");
            for (var index = 0; index < count; index++)
            {
                var page = Path.Combine(folder.FullName, $"{index}.html");
                await File.WriteAllTextAsync(page, design.Html(PlacardDesign.NewContent()), cancellationToken);
                var clock = Stopwatch.StartNew();
                using var process = Process.Start(new ProcessStartInfo(
                    Chromium.Path!, [.. Chromium.Arguments(Path.Combine(folder.FullName, "profile")), "--no-pdf-header-footer", $"--print-to-pdf={file}", page])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                })!;
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                await process.WaitForExitAsync(cancellationToken);
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            return new PlacardFigures(times.Median(), (int)new FileInfo(file).Length, 0, 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Number(double value) => value.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Kilobytes(long bytes) => (bytes / 1000).ToString("#,0", CultureInfo.InvariantCulture);
}

/// <summary>What a placard takes.</summary>
/// <param name="Time">Median milliseconds.</param>
/// <param name="Pdf">The PDF's bytes.</param>
/// <param name="Png">The PNG's bytes; 0 where there is none.</param>
/// <param name="Memory">Bytes: allocated for each, or resident.</param>
internal readonly record struct PlacardFigures(double Time, int Pdf, int Png, long Memory);
