using System.Globalization;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>
/// Time, size and memory of a placard, as PDF and PNG, beside a headless Chromium that makes the same design. The sides take turns, so that
/// what else the machine does slows them all.
/// </summary>
internal sealed class PlacardRun : IRun
{
    private const double LeastTimesFaster = 20;
    private const int LargestPdf = 60_000;
    private const int LargestPng = 160_000;
    private const int BytesOfAPixel = 4;
    private const int AtATime = 16; // as host.json lets the function work
    private const long MostMemory = 512L * 1024 * 1024; // of the smallest instance that Flex Consumption has
    private const string Count = "placards";
    private const string CountOfChromium = "chromium-placards";

    /// <inheritdoc/>
    public string Name => "placard";

    /// <inheritdoc/>
    public string Summary => "time, size and memory of a placard beside headless Chromium";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new(Count, "placards of the registry, of each kind", 300, 40),
        new(CountOfChromium, "rounds, each with a placard of Chromium, each way", 15, 2),
    ];

    /// <summary>The bytes of the pixels that each placard has to itself.</summary>
    private static long PictureBytes =>
        (long)BytesOfAPixel * PlacardLayout.PageWidth * (PlacardLayout.PageHeight - PlacardLayout.SharedHeight) * PlacardLayout.PixelsPerPoint * PlacardLayout.PixelsPerPoint;

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        using var design = new PlacardDesign();
        var (count, rounds) = (arguments[Count], arguments[CountOfChromium]);
        new RegistryPlacards(design).Draw(count / 4);
        var registry = new RegistryPlacards(design);
        await using var chromium = Chromium.Path is null ? null : await ChromiumPlacards.StartAsync(design, cancellationToken);
        if (chromium is null)
        {
            output.WriteLine("  Chromium is not installed here (Debian: chromium), so its rows are left out.");
        }

        for (var round = 0; round < rounds; round++)
        {
            registry.Draw(Math.Max(1, count / rounds));
            await (chromium?.DrawAsync(cancellationToken) ?? Task.CompletedTask);
        }

        var memory = registry.DrawTogether(count, AtATime);
        Print(registry, memory, chromium, output);
        var demands = Judge(registry, chromium, arguments.IsSmoke);
        demands.Add($"{AtATime} at a time within 512 MiB", memory < MostMemory, $"{Megabytes(memory)} MB with the run itself");
        demands.Print(output);
        return demands;
    }

    private static void Print(RegistryPlacards registry, long memory, ChromiumPlacards? chromium, TextWriter output)
    {
        var table = new TextTable("", "median ms", "processor ms", "PDF, KB", "PNG, KB", "memory");
        Add("the registry: PDF and PNG", registry.Both, $"{Kilobytes(registry.Allocated)} KB allocated for each, the picture's {Kilobytes(PictureBytes)} KB beside it");
        Add("the registry: PDF alone", registry.Pdf);
        Add("the registry: PNG alone", registry.Png);
        Add("the registry: PDF and PNG, the first of a process", registry.First);
        Add($"the registry: PDF and PNG, {AtATime} at a time", registry.Together, $"{Megabytes(memory)} MB resident at most");
        if (chromium is not null)
        {
            Add("Chromium, running already: PDF and PNG", chromium.Both, $"{Megabytes(chromium.Memory)} MB resident");
            Add("Chromium, running already: PDF alone", chromium.Pdf);
            Add("Chromium, started for each: PDF alone", chromium.Started);
        }

        table.Print(output);

        void Add(string side, PlacardFigures figures, string memory = "") =>
            table.Add(side, Number(figures.Time), Number(figures.ProcessorTime), Kilobytes(figures.Pdf), Kilobytes(figures.Png), memory);
    }

    private static Demands Judge(RegistryPlacards registry, ChromiumPlacards? chromium, bool isSmoke)
    {
        var demands = new Demands();
        demands.Add($"a PDF under {LargestPdf / 1000} KB", registry.Both.Pdf < LargestPdf, $"{Kilobytes(registry.Both.Pdf)} KB");
        demands.Add($"a PNG under {LargestPng / 1000} KB", registry.Both.Png < LargestPng, $"{Kilobytes(registry.Both.Png)} KB");
        if (chromium is not null)
        {
            Compare("PDF and PNG", registry.Both, "running already", chromium.Both);
            demands.Tell("PDF and PNG, the first of a process, beside Chromium, running already", Times(chromium.Both, registry.First));
            Compare("PDF alone", registry.Pdf, "running already", chromium.Pdf);
            Compare("PDF alone", registry.Pdf, "started for each", chromium.Started);
        }

        return demands;

        void Compare(string files, PlacardFigures ours, string how, PlacardFigures theirs) => demands.AddMeasured(
            $"{files}: at least {LeastTimesFaster} times as fast as Chromium, {how}",
            theirs.Time / ours.Time >= LeastTimesFaster,
            Times(theirs, ours),
            isSmoke);
    }

    private static string Times(PlacardFigures theirs, PlacardFigures ours) => string.Create(CultureInfo.InvariantCulture, $"{theirs.Time / ours.Time:0.0} times");

    private static string Number(double value) => value > 0 ? value.ToString("#,0.0", CultureInfo.InvariantCulture) : "";

    private static string Megabytes(long bytes) => (bytes / 1_000_000).ToString("#,0", CultureInfo.InvariantCulture);

    private static string Kilobytes(long bytes) => bytes > 0 ? (bytes / 1000).ToString("#,0", CultureInfo.InvariantCulture) : "";
}
