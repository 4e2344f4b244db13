using System.Diagnostics;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>Placards as a headless Chromium makes them of a page: by one that is running already, and by one that is started for each.</summary>
internal sealed class ChromiumPlacards : IAsyncDisposable
{
    private readonly PlacardDesign _design;
    private readonly Chromium _chromium;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-placard-");

    private ChromiumPlacards(PlacardDesign design, Chromium chromium) => (_design, _chromium) = (design, chromium);

    /// <summary>Both files, by one that is running already.</summary>
    public PlacardFigures Both { get; } = new();

    /// <summary>The PDF alone, by one that is running already.</summary>
    public PlacardFigures Pdf { get; } = new();

    /// <summary>The PDF alone, by one that is started for each.</summary>
    public PlacardFigures Started { get; } = new();

    /// <summary>The resident memory of the one that is running, in bytes.</summary>
    public long Memory => _chromium.Memory;

    /// <summary>Starts the one that is running already, and has it make its first placard, which does not count.</summary>
    public static async Task<ChromiumPlacards> StartAsync(PlacardDesign design, CancellationToken cancellationToken)
    {
        var placards = new ChromiumPlacards(design, await Chromium.StartAsync(cancellationToken));
        try
        {
            await placards.OpenAndPrintAsync(cancellationToken);
            await placards._chromium.PictureAsync(cancellationToken);
            return placards;
        }
        catch
        {
            await placards.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes one placard of each kind.</summary>
    public async Task DrawAsync(CancellationToken cancellationToken)
    {
        var processorTime = _chromium.ProcessorTime;
        var (clock, pdf) = await OpenAndPrintAsync(cancellationToken);
        Pdf.Add(clock.Elapsed, pdf: pdf);
        Pdf.AddProcessorTime(_chromium.ProcessorTime - processorTime);
        clock.Start();
        var png = (await _chromium.PictureAsync(cancellationToken)).Length;
        Both.Add(clock.Elapsed, pdf, png);
        Both.AddProcessorTime(_chromium.ProcessorTime - processorTime);
        await StartAndPrintAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<(Stopwatch Clock, int Pdf)> OpenAndPrintAsync(CancellationToken cancellationToken)
    {
        var page = await PageAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await _chromium.OpenAsync(page, cancellationToken);
        var pdf = await _chromium.PrintAsync(cancellationToken);
        clock.Stop();
        return (clock, pdf.Length);
    }

    private async Task StartAndPrintAsync(CancellationToken cancellationToken)
    {
        var page = await PageAsync(cancellationToken);
        var file = Path.Combine(_folder.FullName, "placard.pdf");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(
            Chromium.Path!, [.. Chromium.Arguments(Path.Combine(_folder.FullName, "profile")), "--no-pdf-header-footer", $"--print-to-pdf={file}", page])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(cancellationToken);
        Started.Add(clock.Elapsed, pdf: (int)new FileInfo(file).Length);
    }

    /// <summary>A page like no other.</summary>
    private async Task<string> PageAsync(CancellationToken cancellationToken)
    {
        var page = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.html");
        await File.WriteAllTextAsync(page, _design.Html(PlacardDesign.NewContent()), cancellationToken);
        return page;
    }
}
