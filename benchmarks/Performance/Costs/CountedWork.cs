using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Performance.Registrations;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Benchmarks.Performance.Costs;

/// <summary>The storage calls of each kind of work, counted in a registry that does it.</summary>
internal static class CountedWork
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Does everything once and counts.</summary>
    public static async Task<IReadOnlyList<Work>> CountAsync(string account, CancellationToken cancellationToken)
    {
        using var owners = new OwnersWork();
        await using var registry = await LocalRegistry.StartAsync(account, LocalRegistry.AllButTimers, owners.AddTo, cancellationToken);
        owners.Use(registry);
        using var log = new StorageCallLog(account.Split("AccountName=")[1].Split(';')[0]);
        await RegisterAsync(owners, 0, cancellationToken);
        log.Clear();
        var id = await RegisterAsync(owners, 1, cancellationToken);
        var work = new List<Work> { Take("a registration, through to its placard", executions: 5, log) };

        await SendAsync(registry, "Registry.Officer", HttpMethod.Post, "/api/cameras/search", Search(), cancellationToken);
        log.Clear();
        await SendAsync(registry, "Registry.Officer", HttpMethod.Post, "/api/cameras/search", Search(), cancellationToken);
        work.Add(Take("a search, on record", executions: 1, log));
        await SendAsync(registry, "Registry.Officer", HttpMethod.Post, $"/api/registrations/{id}/contact-disclosures", Why(), cancellationToken);
        work.Add(Take("a disclosure, on record and shown to the owner", executions: 1, log));
        await SendAsync(registry, "Registry.Auditor", HttpMethod.Get, $"/api/audit?from={DateTimeOffset.UtcNow.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}&to={DateTimeOffset.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}", null, cancellationToken);
        work.Add(Take("a look at the audit log", executions: 1, log));
        work.Add(await TimerAsync<AgeRegistrations>(registry, log, cancellationToken));
        work.Add(await TimerAsync<ResumeStalledRegistrations>(registry, log, cancellationToken));
        work.Add(await TimerAsync<RotateKeys>(registry, log, cancellationToken));
        work.Add(await TimerAsync<SweepMap>(registry, log, cancellationToken));
        work.Add(await TimerAsync<SweepOwnerIndex>(registry, log, cancellationToken));
        work.Add(await TimerAsync<SweepLists>(registry, log, cancellationToken));
        return work;
    }

    private static async Task<string> RegisterAsync(OwnersWork owners, int number, CancellationToken cancellationToken)
    {
        var id = await owners.RegisterAsync(number, cancellationToken);
        await owners.AwaitActiveAsync(1, cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        return id;
    }

    private static async Task SendAsync(
        LocalRegistry registry, string role, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var token = (await registry.Client.GetFromJsonAsync<JsonElement>($"/local/token?role={role}&name=Somebody", cancellationToken)).GetProperty("token").GetString();
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await registry.Client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);

        // The newest line of the audit log is remembered a moment later.
        await Task.Delay(Settling, cancellationToken);
    }

    private static JsonObject Why() => new() { ["caseNumber"] = "JH123456", ["purpose"] = "Robbery canvass" };

    private static JsonObject Search()
    {
        var search = Why();
        search["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(-87.6553, 41.9484), ["radius"] = 250 };
        return search;
    }

    private static async Task<Work> TimerAsync<TTimer>(LocalRegistry registry, StorageCallLog log, CancellationToken cancellationToken)
        where TTimer : class
    {
        log.Clear();
        var timer = ActivatorUtilities.CreateInstance<TTimer>(registry.Services);
        await (Task)typeof(TTimer).GetMethod("RunAsync")!.Invoke(timer, [new TimerInfo(), cancellationToken])!;
        return Take($"a run of {typeof(TTimer).Name}", executions: 1, log);
    }

    private static Work Take(string name, int executions, StorageCallLog log)
    {
        var calls = log.Calls.Where(call => call.Key.Operation is not "Get Messages" and not "List Blobs" && call.Key.Target != "locks").ToList();
        log.Clear();
        return new Work(
            name,
            executions,
            Count(StorageService.Table, _ => true),
            Count(StorageService.Queue, _ => true),
            Count(StorageService.Blob, operation => !operation.StartsWith("Get", StringComparison.Ordinal)),
            Count(StorageService.Blob, operation => operation.StartsWith("Get", StringComparison.Ordinal)));

        int Count(StorageService service, Func<string, bool> isCounted) =>
            calls.Where(call => call.Key.Service == service && isCounted(call.Key.Operation)).Sum(call => call.Value);
    }
}

/// <summary>What a kind of work asks of the storage.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Executions">How many functions run.</param>
/// <param name="Tables">Calls of tables.</param>
/// <param name="Queues">Calls of queues, without those that look for messages.</param>
/// <param name="BlobWrites">Calls of blobs that cost as a write does, deletions too.</param>
/// <param name="BlobReads">Calls of blobs that only read.</param>
internal sealed record Work(string Name, int Executions, int Tables, int Queues, int BlobWrites, int BlobReads);
