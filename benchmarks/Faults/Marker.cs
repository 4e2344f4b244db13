namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>The word that stands in everything personal of a run.</summary>
internal static class Marker
{
    private const int Letters = 14;

    /// <summary>A word of small letters that no other run has.</summary>
    public static string Of(int seed)
    {
        var random = new Random(seed);
        return $"q{string.Concat(Enumerable.Range(1, Letters - 1).Select(_ => (char)('a' + random.Next(26))))}";
    }
}
