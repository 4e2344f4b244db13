namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>Draws what goes wrong, as often as it is told to and the same for the same seed and order of calls.</summary>
internal sealed class FaultDice(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<ProxyFault, int> _drawn = [];
    private double _rate;
    private IReadOnlyList<ProxyFault> _faults = [];

    /// <summary>How often each fault was drawn.</summary>
    public IReadOnlyDictionary<ProxyFault, int> Drawn
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<ProxyFault, int>(_drawn);
            }
        }
    }

    /// <summary>Says what may go wrong from now on.</summary>
    /// <param name="rate">The share of requests that something happens to, 0 to 1.</param>
    /// <param name="faults">What, each as likely as the others.</param>
    public void Set(double rate, params IReadOnlyList<ProxyFault> faults)
    {
        lock (_lock)
        {
            (_rate, _faults) = (rate, faults);
        }
    }

    /// <summary>Draws what happens to the next request.</summary>
    public ProxyFault Next()
    {
        lock (_lock)
        {
            if (_faults.Count == 0 || _random.NextDouble() >= _rate)
            {
                return ProxyFault.None;
            }

            var fault = _faults[_random.Next(_faults.Count)];
            _drawn[fault] = _drawn.GetValueOrDefault(fault) + 1;
            return fault;
        }
    }

    /// <summary>Draws a time.</summary>
    public TimeSpan UpTo(TimeSpan longest)
    {
        lock (_lock)
        {
            return longest * _random.NextDouble();
        }
    }
}
