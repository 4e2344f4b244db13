using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Finds how much a registry bears, asks it for four times as much, and looks at what becomes of the answers, of its memory, and of it afterwards.</summary>
internal sealed class OverloadRun : IRun
{
    private const int Factor = 4;
    private const int Prepared = 20;
    private const double WorthMore = 1.1;
    private const double LongestTail = 1_000;
    private const long MostMemory = 512L * 1024 * 1024;
    private const int MostWaiting = 20_000;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Normal = TimeSpan.FromMilliseconds(500);
    private static readonly int[] Steps = [1, 2, 4, 8, 16, 32, 64];

    /// <inheritdoc/>
    public string Name => "faults overload";

    /// <inheritdoc/>
    public string Summary => "four times the sustainable rate: the excess is refused at once, the rest is right, memory stays bounded";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [new("seconds", "seconds of overload", 300, 5), new("step", "seconds of each step of the ramp", 6, 1)];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var site = await TestSite.PrepareAsync(StorageKind.InMemory, null, cancellationToken);
        await site.StartRegistriesAsync(1, new Dictionary<string, string> { ["Mailer"] = "none" }, cancellationToken);
        var registry = site.Registries[0];
        var owners = await RegisterAsync(registry.Address, arguments.Seed, cancellationToken);
        var demands = new Demands();

        var sustainable = await RampAsync(registry.Address, owners, arguments, output, cancellationToken);
        var book = new AnswerBook();
        using var client = new RegistryClient([registry.Address], book);
        var wrong = new ConcurrentQueue<string>();
        var peak = await OverloadAsync(registry, client, owners, wrong, sustainable * Factor, arguments, output, cancellationToken);
        var recovered = await RecoverAsync(registry.Address, owners, cancellationToken);

        book.Print(output);
        demands.Tell("Sustainable", string.Create(CultureInfo.InvariantCulture, $"{sustainable:0} requests a second"));
        demands.Tell("Overload", string.Create(CultureInfo.InvariantCulture, $"{(book.Count + book.Unanswered) / (double)arguments["seconds"]:0} requests a second, {book.CountOf(status => status < 300)} done, {book.CountOf(status => status is 429 or 503)} refused"));
        demands.AddNone("What is answered is right", [.. wrong], book.CountOf(status => status < 300));
        demands.AddNone("The excess is refused, and refusals are 429 or 503", book.Breaches, book.Count);
        demands.Add("Every request is answered", book.Unanswered == 0, $"{book.Unanswered} are not");
        var refusals = book.Percentile(0.99, status => status is 429 or 503);
        demands.AddMeasured("99 % of refusals come within 1 s", refusals <= LongestTail, string.Create(CultureInfo.InvariantCulture, $"{refusals:0} ms"), arguments.IsSmoke);
        demands.Add("Memory stays below 512 MiB", peak < MostMemory, $"{peak / 1048576} MiB at most");
        demands.AddMeasured("Back to normal within 10 s", recovered <= Recovery, string.Create(CultureInfo.InvariantCulture, $"{recovered.TotalSeconds:0.0} s"), arguments.IsSmoke);
        demands.Print(output);
        return demands;
    }

    private static async Task<IReadOnlyList<(string Id, string Token)>> RegisterAsync(Uri address, int seed, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient([address], new AnswerBook());
        var forms = new Forms("owner");
        var owners = new List<(string, string)>();
        for (var number = 1; number <= Prepared; number++)
        {
            var form = forms.Draw(new Random(seed + number), number);
            var receipt = await client.InsistAsync(() => client.SendAsync(HttpMethod.Post, "registrations", cancellationToken, form), cancellationToken);
            owners.Add((receipt.Body.GetProperty("id").GetString()!, receipt.Body.GetProperty("manageToken").GetString()!));
        }

        return owners;
    }

    /// <summary>More and more callers, each of whom waits for an answer before the next request.</summary>
    /// <returns>The most requests a second at which 95 % of the answers came within a second.</returns>
    private static async Task<double> RampAsync(
        Uri address, IReadOnlyList<(string Id, string Token)> owners, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var best = 1.0;
        foreach (var callers in Steps)
        {
            var book = new AnswerBook();
            using var client = new RegistryClient([address], book);
            using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(arguments["step"]));
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => CallAsync(client, owners, new Random(arguments.Seed + caller), enough.Token, cancellationToken)));
            var (rate, tail) = (book.CountOf(status => status < 300) / clock.Elapsed.TotalSeconds, book.Percentile(0.95, _ => true));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {callers,3} callers: {rate,6:0} requests a second, 95 % within {tail:0} ms"));
            if (tail > LongestTail || rate < best * WorthMore)
            {
                return Math.Max(best, tail > LongestTail ? best : rate);
            }

            best = rate;
        }

        return best;
    }

    private static async Task CallAsync(
        RegistryClient client, IReadOnlyList<(string Id, string Token)> owners, Random random, CancellationToken enough, CancellationToken cancellationToken)
    {
        while (!enough.IsCancellationRequested)
        {
            await AskAsync(client, owners, random.Next(), cancellationToken);
        }
    }

    /// <summary>Sends requests at a steady rate, whether earlier ones are answered or not.</summary>
    /// <returns>The most memory that the registry had, in bytes.</returns>
    private static async Task<long> OverloadAsync(
        RegistryServer registry,
        RegistryClient client,
        IReadOnlyList<(string Id, string Token)> owners,
        ConcurrentQueue<string> wrong,
        double rate,
        RunArguments arguments,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  now {rate:0} requests a second, for {arguments["seconds"]} s"));
        var random = new Random(arguments.Seed);
        var (sent, waiting, peak) = (0, 0, 0L);
        var requests = new ConcurrentDictionary<Task, bool>();
        var clock = Stopwatch.StartNew();
        var nextLook = TimeSpan.Zero;
        while (clock.Elapsed < TimeSpan.FromSeconds(arguments["seconds"]))
        {
            for (var due = (int)(clock.Elapsed.TotalSeconds * rate); sent < due && Volatile.Read(ref waiting) < MostWaiting; sent++)
            {
                Interlocked.Increment(ref waiting);
                var request = SendAsync(random.Next());
                requests.TryAdd(request, true);
                _ = request.ContinueWith(done => requests.TryRemove(done, out _), TaskScheduler.Default);
            }

            if (clock.Elapsed >= nextLook)
            {
                peak = Math.Max(peak, registry.Figures?.Memory ?? long.MaxValue);
                nextLook += TimeSpan.FromSeconds(1);
            }

            await Task.Delay(5, cancellationToken);
        }

        await Task.WhenAll(requests.Keys);
        return peak;

        async Task SendAsync(int draw)
        {
            if (await AskAsync(client, owners, draw, cancellationToken) is { } fault)
            {
                wrong.Enqueue(fault);
            }

            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>One request: mostly an owner's look, at times a search, at times a registration.</summary>
    /// <returns>What is wrong with the answer.</returns>
    private static async Task<string?> AskAsync(RegistryClient client, IReadOnlyList<(string Id, string Token)> owners, int draw, CancellationToken cancellationToken)
    {
        var random = new Random(draw);
        switch (random.Next(10))
        {
            case 0:
                var posted = await client.SendAsync(HttpMethod.Post, "registrations", cancellationToken, new Forms("owner").Draw(random, draw));
                return posted.IsSuccess && posted.Status != HttpStatusCode.Accepted ? $"a post was answered {posted.Status}" : null;
            case 1 or 2:
                var found = await client.SendAsync(HttpMethod.Post, "cameras/search", cancellationToken, Search(), role: "Officer");
                return found.IsSuccess && found.Body.GetProperty("features").GetArrayLength() == 0 ? "a search found nothing" : null;
            default:
                var (id, token) = owners[random.Next(owners.Count)];
                var seen = await client.SendAsync(HttpMethod.Get, $"registrations/{id}", cancellationToken, headers: [("X-Manage-Token", token)]);
                return seen.IsSuccess && seen.Body.GetProperty("id").GetString() != id ? "an owner was shown another's registration" : null;
        }
    }

    private static JsonObject Search() => new()
    {
        ["caseNumber"] = "LOAD",
        ["purpose"] = "Load",
        ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(-87.68, 41.935), ["radius"] = 5000 },
        ["limit"] = 20,
    };

    /// <summary>How long it takes until five requests in a row are answered as on a quiet day.</summary>
    private static async Task<TimeSpan> RecoverAsync(Uri address, IReadOnlyList<(string Id, string Token)> owners, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient([address], new AnswerBook());
        var clock = Stopwatch.StartNew();
        var started = clock.Elapsed;
        for (var inARow = 0; inARow < 5 && clock.Elapsed < Recovery * 3;)
        {
            var before = clock.Elapsed;
            var answer = await client.SendAsync(HttpMethod.Get, $"registrations/{owners[0].Id}", cancellationToken, headers: [("X-Manage-Token", owners[0].Token)]);
            var isNormal = answer.IsSuccess && clock.Elapsed - before < Normal;
            (inARow, started) = isNormal ? (inARow + 1, started) : (0, clock.Elapsed);
            await Task.Delay(100, cancellationToken);
        }

        return started;
    }
}
