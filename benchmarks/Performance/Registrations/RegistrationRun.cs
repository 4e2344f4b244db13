using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Performance.Registrations;

/// <summary>
/// Registrations a second, until they are accepted and until they are active, beside the limit: what the storage does in the same run for
/// the bare calls of that work. Rounds of the two alternate, so that whatever else the machine does meets both.
/// </summary>
internal sealed class RegistrationRun : IRun
{
    /// <summary>The least share of the limit.</summary>
    private const double LeastShare = 0.85;

    private const string Rounds = "rounds";
    private const string Count = "registrations";
    private const string Concurrency = "concurrency";

    /// <inheritdoc/>
    public string Name => "registration";

    /// <inheritdoc/>
    public string Summary => "registrations a second beside what the storage does for their bare calls, and those calls one by one";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new(Rounds, "measured rounds of each", 7, 1),
        new(Count, "registrations of a round", 120, 30),
        new(Concurrency, "owners at a time", 16, 16),
    ];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var demands = new Demands();
        var table = new TextTable("", "the bare calls", "the registry", "share", "shares of the rounds");
        var isShort = arguments.IsSmoke;
        var accepted = await MeasureAsync("accepted", throughToActive: false, arguments, output, cancellationToken);
        var active = await MeasureAsync("active", throughToActive: true, arguments, output, cancellationToken);
        foreach (var (what, rounds) in new[] { ("accepted", accepted), ("active", active) })
        {
            var share = rounds.Select(round => round.Share).Median();
            table.Add(
                $"{what} a second",
                Number(rounds.Select(round => round.Bare.PerSecond).Median()),
                Number(rounds.Select(round => round.Registry.PerSecond).Median()),
                Percent(share),
                string.Join(" ", rounds.Select(round => Percent(round.Share))));
            table.Add(
                $"{what}: processor ms of the storage",
                Number(rounds.Select(round => round.Bare.Storage).Median()),
                Number(rounds.Select(round => round.Registry.Storage).Median()),
                "",
                "");
            table.Add(
                $"{what}: processor ms of this process",
                Number(rounds.Select(round => round.Bare.Own).Median()),
                Number(rounds.Select(round => round.Registry.Own).Median()),
                "",
                "");
            demands.Add($"{what}: at least {Percent(LeastShare)} of the limit", isShort || share >= LeastShare, isShort ? $"{Percent(share)}, not judged in the short form" : Percent(share));
        }

        table.Print(output);
        await CountAsync(demands, output, cancellationToken);
        demands.Print(output);
        return demands;
    }

    /// <summary>Each with a storage of its own: after ten minutes Azurite throws away what was deleted, and answers nobody meanwhile.</summary>
    private static async Task<IReadOnlyList<RegistrationRound>> MeasureAsync(
        string what, bool throughToActive, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        return await new Work(storage, arguments[Count], arguments[Concurrency], arguments[Rounds], output).MeasureAsync(what, throughToActive, cancellationToken);
    }

    private static async Task CountAsync(Demands demands, TextWriter output, CancellationToken cancellationToken)
    {
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        var counted = await RegistrationCalls.CountAsync(storage.NewAccount(), cancellationToken);
        RegistrationCalls.Print(counted, output);
        demands.Add(
            $"no more than the {RegistrationCalls.Needed.Count} calls that are listed",
            counted.IsAsListed,
            counted.IsAsListed ? $"{counted.Calls.Values.Sum()} counted" : counted.Difference);
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString("0 %", CultureInfo.InvariantCulture);

    /// <summary>What both sides do: so many registrations a round, so many at a time.</summary>
    private sealed class Work(LocalStorage storage, int count, int concurrency, int rounds, TextWriter output)
    {
        /// <summary>Acceptance is so much shorter that a round of it has more.</summary>
        private const int AcceptedForEachActive = 4;
        private int _number;
        private int _count;

        public async Task<IReadOnlyList<RegistrationRound>> MeasureAsync(string what, bool throughToActive, CancellationToken cancellationToken)
        {
            using var owners = new OwnersWork();
            var classes = throughToActive ? LocalRegistry.AllButTimers : [typeof(SubmitRegistration)];
            await using var registry = await LocalRegistry.StartAsync(storage.NewAccount(), classes, owners.AddTo, cancellationToken);
            owners.Use(registry);
            var account = storage.NewAccount();
            await MakeAsync(account, cancellationToken);
            var bare = new BareRegistrations(account, registry.Services);
            var measured = new List<RegistrationRound>();
            _count = throughToActive ? count : count * AcceptedForEachActive;
            for (var number = 0; number <= rounds; number++)
            {
                // Who goes first changes, and the first round, in which everything is compiled, does not count.
                var isBareFirst = number % 2 == 0;
                var first = isBareFirst ? await BareAsync(bare, throughToActive, cancellationToken) : await RegistryAsync(owners, throughToActive, cancellationToken);
                var second = isBareFirst ? await RegistryAsync(owners, throughToActive, cancellationToken) : await BareAsync(bare, throughToActive, cancellationToken);
                var round = isBareFirst ? new RegistrationRound(first, second) : new RegistrationRound(second, first);
                output.WriteLine(
                    $"  {what}, {(number == 0 ? "to warm up" : $"round {number}")}: bare {Number(round.Bare.PerSecond)}/s, registry {Number(round.Registry.PerSecond)}/s, {Percent(round.Share)}");
                if (number > 0)
                {
                    measured.Add(round);
                }
            }

            return measured;
        }

        private Task<RegistrationRate> BareAsync(BareRegistrations bare, bool throughToActive, CancellationToken cancellationToken)
        {
            var prepared = Enumerable.Range(0, _count).Select(_ => bare.Prepare(_number++)).ToList();
            return TimeAsync(() => Parallel.ForEachAsync(prepared, Limit(cancellationToken), async (registration, token) =>
            {
                await bare.AcceptAsync(registration, token);
                if (throughToActive)
                {
                    await bare.CompleteAsync(registration, token);
                }
            }));
        }

        private Task<RegistrationRate> RegistryAsync(OwnersWork owners, bool throughToActive, CancellationToken cancellationToken)
        {
            var numbers = Enumerable.Range(0, _count).Select(_ => _number++).ToList();
            return TimeAsync(async () =>
            {
                await Parallel.ForEachAsync(numbers, Limit(cancellationToken), async (number, token) => await owners.RegisterAsync(number, token));
                if (throughToActive)
                {
                    await owners.AwaitActiveAsync(_count, cancellationToken);
                }
            });
        }

        private async Task<RegistrationRate> TimeAsync(Func<Task> work)
        {
            using var azurite = Process.GetProcessById(storage.ProcessId);
            using var own = Process.GetCurrentProcess();
            var (storageBefore, ownBefore) = (azurite.TotalProcessorTime, own.TotalProcessorTime);
            var clock = Stopwatch.StartNew();
            await work();
            var seconds = clock.Elapsed.TotalSeconds;
            azurite.Refresh();
            own.Refresh();
            return new RegistrationRate(
                _count / seconds,
                (azurite.TotalProcessorTime - storageBefore).TotalMilliseconds / _count,
                (own.TotalProcessorTime - ownBefore).TotalMilliseconds / _count);
        }

        private ParallelOptions Limit(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };

        private static async Task MakeAsync(string account, CancellationToken cancellationToken)
        {
            foreach (var name in StorageNames.Tables)
            {
                await new TableServiceClient(account).CreateTableIfNotExistsAsync(name, cancellationToken);
            }

            foreach (var name in StorageNames.Queues)
            {
                await new QueueClient(account, name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }

            foreach (var name in StorageNames.Containers.Append("azure-webjobs-hosts"))
            {
                await new BlobContainerClient(account, name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }
        }
    }
}

/// <summary>How fast a round was, and what it took of the processors for each registration.</summary>
/// <param name="PerSecond">Registrations a second.</param>
/// <param name="Storage">Milliseconds of the storage's process.</param>
/// <param name="Own">Milliseconds of this process, in which the registry and its callers run.</param>
internal readonly record struct RegistrationRate(double PerSecond, double Storage, double Own);

/// <summary>A round of the bare calls and one of the registry, right after one another.</summary>
internal readonly record struct RegistrationRound(RegistrationRate Bare, RegistrationRate Registry)
{
    /// <summary>The share of the limit that the registry reaches.</summary>
    public double Share => Registry.PerSecond / Bare.PerSecond;
}
