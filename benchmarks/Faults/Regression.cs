namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>How measurements go up or down with time.</summary>
internal static class Regression
{
    /// <summary>The slope of the line that is closest to the measurements, by least squares; 0 where there are fewer than two.</summary>
    /// <param name="points">When, in any unit, and what.</param>
    public static double Slope(IReadOnlyList<(double Time, double Value)> points)
    {
        if (points.Count < 2)
        {
            return 0;
        }

        var (time, value) = (points.Average(point => point.Time), points.Average(point => point.Value));
        var spread = points.Sum(point => (point.Time - time) * (point.Time - time));
        return spread == 0 ? 0 : points.Sum(point => (point.Time - time) * (point.Value - value)) / spread;
    }
}
