using ServerlessRegistry.Benchmarks.Performance.Laboratory;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>What the placards of one side took and how large they were.</summary>
internal sealed class PlacardFigures
{
    private readonly List<double> _times = [];
    private TimeSpan _processorTime;

    /// <summary>The median, in milliseconds.</summary>
    public double Time => _times.Median();

    /// <summary>The mean of all its threads and processes, in milliseconds; 0 where it was not measured.</summary>
    public double ProcessorTime => _processorTime.TotalMilliseconds / _times.Count;

    /// <summary>The bytes of the largest PDF; 0 where there is none.</summary>
    public int Pdf { get; private set; }

    /// <summary>The bytes of the largest PNG; 0 where there is none.</summary>
    public int Png { get; private set; }

    /// <summary>Adds a placard.</summary>
    public void Add(TimeSpan time, int pdf = 0, int png = 0)
    {
        _times.Add(time.TotalMilliseconds);
        (Pdf, Png) = (Math.Max(Pdf, pdf), Math.Max(Png, png));
    }

    /// <summary>Adds the processor time of placards that were added.</summary>
    public void AddProcessorTime(TimeSpan time) => _processorTime += time;
}
