using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Benchmarks.Input;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Sends a registry what nobody should send: requests over its whole surface, messages in its queues, blobs in its container.</summary>
internal sealed class InputRun : IRun
{
    /// <summary>How much more memory may be in use after the second half of the requests than after the first.</summary>
    private const long LargestGrowth = 8 * 1024 * 1024;

    private const int AtOnce = 8;
    private const uint Stream = 1;

    /// <summary>So many messages at a time: Azurite looks through a whole queue for each that is fetched.</summary>
    private const int Portion = 500;
    private static readonly TimeSpan PortionLimit = TimeSpan.FromMinutes(10);

    /// <summary>Where the host says what became of a blob, in the metadata of a blob of its own.</summary>
    private const string HostContainer = "azure-webjobs-hosts";
    private const string Receipts = "blobreceipts/";
    private const string Done = "Completed";

    /// <summary>The queues that functions read.</summary>
    private static readonly string[] Queues =
        [StorageNames.GeocodeRequests, StorageNames.MailRequests, StorageNames.GeocodeRequestsPoison, StorageNames.BlobTriggerPoison];

    /// <inheritdoc/>
    public string Name => "faults input";

    /// <inheritdoc/>
    public string Summary => "hostile requests, messages and blobs: no server error, no hang, no growth, each refusal explained";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [new("requests", "hostile requests", 100_000, 600), new("messages", "hostile messages and blobs", 10_000, 60)];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var site = await TestSite.PrepareAsync(StorageKind.InMemory, null, cancellationToken);
        await site.StartRegistriesAsync(1, Settings, cancellationToken);
        var demands = new Demands();
        var known = await RegisterAsync(site, 1, cancellationToken);
        var doomed = await RegisterAsync(site, 2, cancellationToken);
        await SendRequestsAsync(site, known, doomed, arguments, demands, output, cancellationToken);
        await PourAsync(site, known, arguments, demands, output, cancellationToken);
        demands.Print(output);
        return demands;
    }

    /// <summary>Owners need not confirm, and what fails in a queue is tried again at once, so that thousands of failures are over in minutes.</summary>
    private static Dictionary<string, string> Settings => new()
    {
        ["Mailer"] = "none",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
    };

    private static async Task<KnownRegistration> RegisterAsync(TestSite site, int number, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient([site.Registries[0].Address], new AnswerBook());
        var form = new Forms("somebody").Draw(new Random(0), number);
        form["address"]!["street"] = "1060 W Addison St";
        var receipt = await client.InsistAsync(() => client.SendAsync(HttpMethod.Post, "registrations", cancellationToken, form), cancellationToken);
        var (id, token) = (receipt.Body.GetProperty("id").GetString()!, receipt.Body.GetProperty("manageToken").GetString()!);
        while (true)
        {
            var seen = await client.SendAsync(HttpMethod.Get, $"registrations/{id}", cancellationToken, headers: [("X-Manage-Token", token)]);
            if (seen.IsSuccess && seen.Body.GetProperty("status").GetString() == "active")
            {
                return new KnownRegistration(id, token, seen.Body.GetProperty("placard").GetProperty("code").GetString()!);
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private static async Task SendRequestsAsync(
        TestSite site, KnownRegistration known, KnownRegistration doomed, RunArguments arguments, Demands demands, TextWriter output, CancellationToken cancellationToken)
    {
        var openApi = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "api", "openapi.json"), cancellationToken))!;
        var requests = HostileRequests.Of(openApi);
        var registry = site.Registries[0];
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        });
        var client = new HostileClient(http, registry.Address, known, doomed, await TokensAsync(http, registry.Address, cancellationToken));
        var faults = new List<string>();
        var memories = new List<long>();
        var count = arguments["requests"];
        foreach (var quarter in Enumerable.Range(0, count).Chunk(Math.Max(1, count / 4)))
        {
            await Parallel.ForEachAsync(quarter, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (number, stop) =>
            {
                var request = requests.Generate(new PCG(Stream, (ulong)arguments.Seed + ((ulong)number << 32)), null, out _);
                if (await client.FindFaultAsync(request, stop) is { } fault)
                {
                    lock (faults)
                    {
                        faults.Add($"request {number}, {request}: {fault}");
                    }
                }
            });
            memories.Add(await registry.CollectGarbageAsync(cancellationToken));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {quarter[^1] + 1} requests, {faults.Count} faults, {memories[^1] / 1048576.0:0.0} MiB in use"));
        }

        faults.ForEach(fault => output.WriteLine($"  {fault}"));
        demands.Tell("Answers", string.Join(", ", client.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} of {status.Key}")));
        demands.AddNone("No server error, no hang; each refusal is a whole problem document", [.. faults.Select(fault => fault.Length <= 200 ? fault : fault[..200])], count);
        var growth = memories[^1] - memories[Math.Max(0, (memories.Count / 2) - 1)];
        demands.AddMeasured("Memory in use does not grow by 8 MiB in the second half", growth < LargestGrowth, string.Create(CultureInfo.InvariantCulture, $"{growth / 1048576.0:+0.0;-0.0} MiB"), arguments.IsSmoke);
    }

    private static async Task<Dictionary<Caller, string>> TokensAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        var tokens = new Dictionary<Caller, string>();
        foreach (var role in new[] { Caller.Officer, Caller.Coordinator, Caller.Auditor })
        {
            var answer = await http.GetFromJsonAsync<JsonElement>(new Uri(address, $"/local/token?role=Registry.{role}&name=Input"), cancellationToken);
            tokens[role] = answer.GetProperty("token").GetString()!;
        }

        return tokens;
    }

    private static async Task PourAsync(
        TestSite site, KnownRegistration known, RunArguments arguments, Demands demands, TextWriter output, CancellationToken cancellationToken)
    {
        await using var services = site.Services();
        var queues = services.GetRequiredService<QueueServiceClient>();
        foreach (var queue in Queues)
        {
            await queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        var pour = new Pour(site, services, HostileMessages.Of(known.Id), arguments.Seed);
        IReadOnlyList<string> left = [];
        foreach (var portion in Enumerable.Range(0, arguments["messages"]).Chunk(Portion).TakeWhile(_ => left.Count == 0))
        {
            await Parallel.ForEachAsync(
                portion,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (number, stop) => await pour.SendAsync(number, Queues, stop));
            left = await DrainAsync(queues, services.GetRequiredService<BlobServiceClient>(), pour, cancellationToken);
            output.WriteLine($"  {portion[^1] + 1} messages and blobs, but for {pour.Refused} that the storage refused; {(left.Count == 0 ? "none" : string.Join(", ", left))} left but {pour.Unreadable.Values.Sum()} that are not base64");
        }

        demands.Add(
            "Each is handled or let go; left is what is not base64, in its poison queue",
            left.Count == 0,
            left.Count == 0 ? $"{arguments["messages"]} poured, {pour.Unreadable.Values.Sum()} left for an operator" : string.Join(", ", left));
        var log = await File.ReadAllTextAsync(site.Registries[0].Log, cancellationToken);
        demands.Tell("Warnings and errors logged", $"{Lines(log, "warn: ")} and {Lines(log, "fail: ")}");
        demands.Add("The registry is still up", site.Registries[0].Figures is not null, $"{site.Registries[0].Starts} start");
    }

    private static string Lines(string log, string start) => log.Split('\n').Count(line => line.Contains(start, StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Waits until nothing is left to do.</summary>
    /// <returns>What is left at the limit: queues that hold more than what no function can read, and blobs that the host is not done with.</returns>
    private static async Task<IReadOnlyList<string>> DrainAsync(QueueServiceClient queues, BlobServiceClient blobs, Pour pour, CancellationToken cancellationToken)
    {
        var end = TimeProvider.System.GetUtcNow() + PortionLimit;
        while (true)
        {
            var left = new List<string>();
            foreach (var queue in Queues)
            {
                var properties = await queues.GetQueueClient(queue).GetPropertiesAsync(cancellationToken);
                var count = properties.Value.ApproximateMessagesCount;
                if (count > pour.Unreadable.GetValueOrDefault(queue))
                {
                    left.Add($"{count} in {queue}");
                }
            }

            if (left.Count == 0 && pour.Blobs - await CountDoneAsync(blobs, cancellationToken) is var undone and not 0)
            {
                left.Add($"{undone} blobs");
            }

            if (left.Count == 0 || TimeProvider.System.GetUtcNow() > end)
            {
                return left;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static async Task<int> CountDoneAsync(BlobServiceClient blobs, CancellationToken cancellationToken)
    {
        var done = 0;
        await foreach (var receipt in blobs.GetBlobContainerClient(HostContainer).GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, Receipts, cancellationToken))
        {
            done += receipt.Name.Contains($"/{Pour.BlobStart}", StringComparison.Ordinal) && receipt.Metadata.ContainsKey(Done) ? 1 : 0;
        }

        return done;
    }
}
