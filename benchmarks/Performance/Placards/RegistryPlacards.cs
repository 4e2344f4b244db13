using System.Diagnostics;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>Placards as the registry draws them.</summary>
internal sealed class RegistryPlacards(PlacardDesign design)
{
    /// <summary>Both files, as they are made for each registration.</summary>
    public PlacardFigures Both { get; } = new();

    /// <summary>The PDF alone.</summary>
    public PlacardFigures Pdf { get; } = new();

    /// <summary>The PNG alone.</summary>
    public PlacardFigures Png { get; } = new();

    /// <summary>Both files of the first placard of a process, which alone draws what it shares with the others.</summary>
    public PlacardFigures First { get; } = new();

    /// <summary>Both files of many placards at a time: how long it takes from one to the next.</summary>
    public PlacardFigures Together { get; } = new();

    /// <summary>Managed bytes allocated for both files, at the last <see cref="Draw"/>.</summary>
    public long Allocated { get; private set; }

    /// <summary>Draws some placards of each kind.</summary>
    public void Draw(int count)
    {
        var processorTime = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < count; index++)
        {
            DrawBoth(Both, design.Renderer);
        }

        Allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / count;
        Both.AddProcessorTime(Environment.CpuUsage.TotalTime - processorTime);
        for (var index = 0; index < count; index++)
        {
            var clock = Stopwatch.StartNew();
            var pdf = design.Renderer.RenderPdf(PlacardDesign.NewContent());
            Pdf.Add(clock.Elapsed, pdf: pdf.Length);

            clock.Restart();
            var png = design.Renderer.RenderPng(PlacardDesign.NewContent());
            Png.Add(clock.Elapsed, png: png.Length);
        }

        using var first = design.NewRenderer();
        DrawBoth(First, first);
    }

    /// <summary>Draws placards on some threads.</summary>
    /// <returns>The most memory that this process has had resident, in bytes.</returns>
    public long DrawTogether(int count, int atATime)
    {
        var left = count;
        var threads = Enumerable.Range(0, atATime).Select(_ => new Thread(DrawWhatIsLeft)).ToList();
        var processorTime = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Together.Add(clock.Elapsed / count);
        Together.AddProcessorTime((Environment.CpuUsage.TotalTime - processorTime) / count);
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;

        void DrawWhatIsLeft()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                design.Renderer.Render(PlacardDesign.NewContent());
            }
        }
    }

    private static void DrawBoth(PlacardFigures figures, PlacardRenderer renderer)
    {
        var clock = Stopwatch.StartNew();
        var placard = renderer.Render(PlacardDesign.NewContent());
        figures.Add(clock.Elapsed, placard.Pdf.Length, placard.Png.Length);
    }
}
