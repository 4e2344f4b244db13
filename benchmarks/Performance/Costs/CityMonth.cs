using System.Globalization;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Benchmarks.Performance.Costs;

/// <summary>What a city does in 30 days, and what it costs. Where a figure is assumed and not counted, it errs towards more.</summary>
internal sealed class CityMonth
{
    private const int Days = 30;
    private const int Cameras = 30_000;
    private const int Registrations = 20_000;
    private const int RegistrationsOfADay = 50;
    private const int SearchesOfADay = 500;
    private const int DisclosuresOfADay = 100;
    private const int AuditReadsOfADay = 20;
    private const int OwnersRequestsOfADay = 200;
    private const int AddressSearchesOfADay = SearchesOfADay / 2;

    /// <summary>Rows for each registration: itself, its cameras, its tokens.</summary>
    private const double RowsOfARegistration = 4.5;
    private const int RowsOfAPage = 1_000;

    /// <summary>Chores of a timer that look through the whole table of registrations.</summary>
    private static readonly Dictionary<string, (int RunsOfADay, int Scans)> Timers = new()
    {
        [$"a run of {nameof(AgeRegistrations)}"] = (24, 6),
        [$"a run of {nameof(ResumeStalledRegistrations)}"] = (96, 5),
        [$"a run of {nameof(RotateKeys)}"] = (288, 0),
        [$"a run of {nameof(SweepMap)}"] = (1, 0),
        [$"a run of {nameof(SweepOwnerIndex)}"] = (1, 0),
        [$"a run of {nameof(SweepLists)}"] = (1, 0),
    };

    /// <summary>An execution counts as a second at least, with all the memory of its instance.</summary>
    private const double SecondsOfAnExecution = 1;
    private const double GigabytesOfAnInstance = 2;

    private const int TriggerQueues = 4;

    /// <summary>How often a queue is looked at: by an instance that is up, or by what decides whether one is needed.</summary>
    private const int LooksOfADay = 24 * 3_600 / 5;

    private const double PlacardBytes = 185_000;
    private const double RowBytes = 1_200;
    private const double LogGigabytes = 1;
    private const double DatabaseGigabytes = 32;

    /// <param name="work">The storage calls that were counted.</param>
    /// <param name="prices">The prices.</param>
    public CityMonth(IReadOnlyList<Work> work, PriceList prices)
    {
        var times = work.Select(one => (Work: one, Times: Days * TimesOfADay(one.Name))).ToList();
        var executions = times.Sum(one => one.Times * one.Work.Executions) + (Days * OwnersRequestsOfADay);
        var scans = Days * Timers.Values.Sum(timer => timer.RunsOfADay * timer.Scans * Registrations * RowsOfARegistration / RowsOfAPage);
        var sweeps = Days * ((2 * Registrations) + ((double)(Cameras + Registrations) / RowsOfAPage));
        var tables = times.Sum(one => one.Times * one.Work.Tables) + scans + sweeps + (Days * OwnersRequestsOfADay * 2);
        var queues = times.Sum(one => one.Times * one.Work.Queues) + ((double)Days * TriggerQueues * LooksOfADay);
        var writes = times.Sum(one => one.Times * one.Work.BlobWrites);
        var reads = times.Sum(one => one.Times * one.Work.BlobReads);
        var geocodings = Days * (RegistrationsOfADay + AddressSearchesOfADay);
        var gigabyteSeconds = executions * SecondsOfAnExecution * GigabytesOfAnInstance;
        var placards = Registrations * PlacardBytes / 1e9;
        var rows = ((Registrations * RowsOfARegistration) + Cameras) * RowBytes / 1e9;
        Lines =
        [
            ("Functions: executions", Number(executions), prices.Of("execution", executions)),
            ("Functions: GB-seconds, each execution as a whole second of 2 GB", Number(gigabyteSeconds), prices.Of("executionGigabyteSecond", gigabyteSeconds)),
            ("tables: calls", Number(tables), prices.Of("tableCall", tables)),
            ("queues: calls, most of them looking for messages", Number(queues), prices.Of("queueCall", queues)),
            ("blobs: writing calls", Number(writes), prices.Of("blobWrite", writes)),
            ("blobs: reading calls", Number(reads), prices.Of("blobRead", reads)),
            ("blobs: GB", placards.ToString("0.0", CultureInfo.InvariantCulture), prices.Of("blobGigabyteMonth", placards)),
            ("tables: GB", rows.ToString("0.00", CultureInfo.InvariantCulture), prices.Of("tableGigabyteMonth", rows)),
            ("Log Analytics: GB", Number(LogGigabytes), prices.Of("logGigabyte", LogGigabytes)),
            ("Key Vault: calls", Number(Days * 24 * 3), prices.Of("vaultCall", Days * 24 * 3)),
            ("Event Grid: events", Number(Days * RegistrationsOfADay), prices.Of("event", Days * RegistrationsOfADay)),
            ("static site, Standard", "1", prices.Of("staticSite", 1)),
            ("Azure Maps: addresses; nothing with the street grid", Number(geocodings), prices.Of("geocoding", geocodings)),
        ];
        AlwaysOnLines =
        [
            ("App Service P0v3, one instance", prices.Of("appServiceMonth", 1)),
            ("PostgreSQL Flexible Server B2s, no standby", prices.Of("postgresMonth", 1)),
            ("its storage, 32 GB", prices.Of("postgresGigabyteMonth", DatabaseGigabytes)),
            ("Log Analytics, static site, Key Vault, Azure Maps: as above", Lines.Where(line => IsTheSame(line.What)).Sum(line => line.Cost)),
        ];
    }

    /// <summary>What is used, how much of it, and its cost.</summary>
    public IReadOnlyList<(string What, string Amount, double Cost)> Lines { get; }

    /// <summary>The same for a server and a database.</summary>
    public IReadOnlyList<(string What, double Cost)> AlwaysOnLines { get; }

    /// <summary>The whole month.</summary>
    public double Total => Lines.Sum(line => line.Cost);

    /// <summary>The whole month of a server and a database.</summary>
    public double AlwaysOn => AlwaysOnLines.Sum(line => line.Cost);

    /// <summary>An amount of money.</summary>
    public static string Money(double amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static bool IsTheSame(string what) =>
        what.StartsWith("Log Analytics", StringComparison.Ordinal) || what.StartsWith("Key Vault", StringComparison.Ordinal)
        || what.StartsWith("static site", StringComparison.Ordinal) || what.StartsWith("Azure Maps", StringComparison.Ordinal);

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static int TimesOfADay(string work) => Timers.TryGetValue(work, out var timer) ? timer.RunsOfADay : work switch
    {
        _ when work.StartsWith("a registration", StringComparison.Ordinal) => RegistrationsOfADay,
        _ when work.StartsWith("a search", StringComparison.Ordinal) => SearchesOfADay,
        _ when work.StartsWith("a disclosure", StringComparison.Ordinal) => DisclosuresOfADay,
        _ => AuditReadsOfADay,
    };
}
