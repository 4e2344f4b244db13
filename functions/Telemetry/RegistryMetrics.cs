using System.Diagnostics.Metrics;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Health;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Telemetry;

/// <summary>What the registry counts and measures. The dimensions are few and fixed: no ids, and nothing that an owner or an officer wrote.</summary>
public sealed class RegistryMetrics
{
    /// <summary>What names the meter.</summary>
    public const string MeterName = "ServerlessRegistry";

    /// <summary>From a message that is taken at once to one that waits for hours, in seconds.</summary>
    private static readonly double[] Waits = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400];

    /// <summary>In seconds.</summary>
    private static readonly double[] Latencies = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly double[] Ratios = [1, 1.25, 1.5, 2, 3, 5, 10, 25, 100];
    private static readonly int[] Requests = [1, 2, 4, 8, 12, 16, 24, 32, 64];

    private readonly Counter<long> _registrations;
    private readonly Counter<long> _searches;
    private readonly Histogram<double> _searchDuration;
    private readonly Histogram<double> _rowsPerMatch;
    private readonly Histogram<int> _searchRequests;
    private readonly Histogram<double> _queueAge;
    private readonly Histogram<double> _stepDuration;
    private readonly Counter<long> _placards;
    private readonly Counter<long> _disclosures;
    private readonly Counter<long> _geocodings;
    private readonly Counter<long> _mails;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _poison;
    private readonly Gauge<int> _health;

    /// <param name="meter">The meter, which its factory disposes.</param>
    public RegistryMetrics(Meter meter)
    {
        _registrations = meter.CreateCounter<long>("registry.registrations", "{registration}", "Registrations that were posted.");
        _searches = meter.CreateCounter<long>("registry.searches", "{search}", "Searches of the map.");
        _searchDuration = meter.CreateHistogram("registry.search.duration", "s", "How long the map took to answer.", advice: Buckets(Latencies));
        _rowsPerMatch = meter.CreateHistogram("registry.search.rows_per_match", "{row}", "Rows read for each camera that matched.", advice: Buckets(Ratios));
        _searchRequests = meter.CreateHistogram("registry.search.requests", "{request}", "Requests to the storage for one search.", advice: Buckets(Requests));
        _queueAge = meter.CreateHistogram("registry.queue.age", "s", "How long a message waited until it was taken.", advice: Buckets(Waits));
        _stepDuration = meter.CreateHistogram("registry.step.duration", "s", "How long a registration took for a step, waiting included.", advice: Buckets(Waits));
        _placards = meter.CreateCounter<long>("registry.placards", "{placard}", "Placards that were issued.");
        _disclosures = meter.CreateCounter<long>("registry.disclosures", "{disclosure}", "Contact details that officers asked for.");
        _geocodings = meter.CreateCounter<long>("registry.geocodings", "{address}", "Addresses that were looked up.");
        _mails = meter.CreateCounter<long>("registry.mails", "{mail}", "Attempts to send a mail.");
        _failures = meter.CreateCounter<long>("registry.failures", "{failure}", "Runs of background functions that threw.");
        _poison = meter.CreateCounter<long>("registry.poison", "{message}", "Requests that failed for good.");
        _health = meter.CreateGauge<int>("registry.health", null, "Whether a part of the storage answers: 1 or 0.");
        meter.CreateObservableGauge("registry.heartbeat", () => 1, null, "1 from each process that runs.");
    }

    /// <summary>A registration was posted.</summary>
    internal void Registered(RegistrationOutcome outcome) => _registrations.Add(1, new KeyValuePair<string, object?>("outcome", TelemetryName.Of(outcome)));

    /// <summary>The map was searched.</summary>
    internal void Searched(ISearchArea area, int matched, MapReading reading, TimeSpan duration)
    {
        var kind = new KeyValuePair<string, object?>("area", Kind(area));
        _searches.Add(1, kind, new("outcome", matched == 0 ? "none" : "found"));
        _searchDuration.Record(duration.TotalSeconds, kind);
        _searchRequests.Record(reading.Requests, kind);
        if (matched > 0)
        {
            _rowsPerMatch.Record((double)reading.Rows / matched, kind);
        }
    }

    /// <summary>A message was taken. Clocks of two machines differ a little, so an age below zero is none.</summary>
    internal void Took(string queue, TimeSpan age) => _queueAge.Record(Math.Max(0, age.TotalSeconds), new KeyValuePair<string, object?>("queue", queue));

    /// <summary>A registration has been through a step of the pipeline.</summary>
    internal void Stepped(string step, string outcome, TimeSpan duration) =>
        _stepDuration.Record(Math.Max(0, duration.TotalSeconds), new("step", step), new("outcome", outcome));

    /// <summary>A placard counts from now on.</summary>
    internal void IssuedPlacard() => _placards.Add(1);

    /// <summary>An officer asked for contact details.</summary>
    internal void Disclosed(bool isKnown) => _disclosures.Add(1, new KeyValuePair<string, object?>("outcome", isKnown ? "disclosed" : "notFound"));

    /// <summary>An address was looked up.</summary>
    internal void Geocoded(LocationSource source, string outcome) => _geocodings.Add(1, new("source", TelemetryName.Of(source)), new("outcome", outcome));

    /// <summary>A mail was sent, or was not.</summary>
    internal void Mailed(MailKind kind, MailOutcome outcome) => _mails.Add(1, new("kind", TelemetryName.Of(kind)), new("outcome", TelemetryName.Of(outcome)));

    /// <summary>A background function threw.</summary>
    internal void Failed(string function, Exception exception) => _failures.Add(1, new("function", function), new("error.type", exception.GetType().FullName));

    /// <summary>Something failed for good.</summary>
    internal void Poisoned(string queue) => _poison.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>The storage was asked whether it answers.</summary>
    internal void Checked(HealthReport report)
    {
        RecordHealth("tables", report.Tables);
        RecordHealth("queues", report.Queues);
        RecordHealth("blobs", report.Blobs);
    }

    private void RecordHealth(string part, PartState state) =>
        _health.Record(state == PartState.Up ? 1 : 0, new KeyValuePair<string, object?>("part", part));

    private static InstrumentAdvice<TValue> Buckets<TValue>(TValue[] boundaries)
        where TValue : struct => new() { HistogramBucketBoundaries = boundaries };

    private static string Kind(ISearchArea area) => area switch
    {
        CircleArea => "circle",
        CorridorArea => "corridor",
        _ => "region",
    };
}

/// <summary>What came of a posted registration.</summary>
internal enum RegistrationOutcome
{
    /// <summary>It goes its way.</summary>
    Received,

    /// <summary>It waits until its owner has confirmed the e-mail address.</summary>
    AwaitsConfirmation,

    /// <summary>Its owner has registered the address already.</summary>
    Duplicate,

    /// <summary>It came before, with the same idempotency key.</summary>
    Repeated,

    /// <summary>Its idempotency key came before with another form, or too often.</summary>
    KeyReused,

    /// <summary>Its form has mistakes.</summary>
    Refused,
}

/// <summary>What came of an attempt to send a mail.</summary>
internal enum MailOutcome
{
    /// <summary>It is sent.</summary>
    Sent,

    /// <summary>It is no longer true, so nothing was sent.</summary>
    Unwanted,

    /// <summary>It is tried again later.</summary>
    Delayed,

    /// <summary>It was tried too often.</summary>
    GivenUp,

    /// <summary>It is refused for good.</summary>
    Refused,
}
