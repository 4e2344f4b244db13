using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Performance.Registrations;

/// <summary>The storage calls of one registration, from the form to the placard, with the mail and its confirmation in between.</summary>
internal static class RegistrationCalls
{
    private const string Accept = "Accept";
    private const string Mail = "Mail";
    private const string Confirmation = "Confirm";
    private const string Place = "Place";
    private const string Issue = "Issue";

    /// <summary>Every call that is needed, in order, and what for.</summary>
    public static IReadOnlyList<NeededCall> Needed { get; } =
    [
        new(Accept, StorageService.Table, "Insert Entity", "IdempotencyKeys", "a form that is sent twice is one registration"),
        new(Accept, StorageService.Table, "Get Entity", "OwnerIndex", "who has registered the address already is told by mail"),
        new(Accept, StorageService.Table, "Entity Group Transaction", "", "the registration, its cameras and its token, all or nothing"),
        new(Accept, StorageService.Queue, "Put Message", "mail-requests", "nobody waits for a mail server"),
        new(Mail, StorageService.Queue, "Get Messages", "mail-requests", "the host fetches up to 16 with a call"),
        new(Mail, StorageService.Table, "Query Entities", "Registrations", "whether the mail is still wanted, and by whom"),
        new(Mail, StorageService.Table, "Entity Group Transaction", "", "the link's token before the link is out, and a mark so that nobody else sends it; not for a registration that has ended"),
        new(Mail, StorageService.Table, "Update Entity", "Registrations", "the mail is out: once is enough"),
        new(Mail, StorageService.Queue, "Delete Message", "mail-requests", "the host is done with it"),
        new(Confirmation, StorageService.Table, "Query Entities", "Registrations", "the registration and the token that was presented"),
        new(Confirmation, StorageService.Table, "Insert Entity", "OwnerIndex", "the first confirmed registration of an address counts"),
        new(Confirmation, StorageService.Table, "Entity Group Transaction", "", "confirmed, and the mailed token opens it for good"),
        new(Confirmation, StorageService.Queue, "Put Message", "geocode-requests", "nobody waits for a geocoder"),
        new(Place, StorageService.Queue, "Get Messages", "geocode-requests", "the host fetches up to 16 with a call"),
        new(Place, StorageService.Table, "Query Entities", "Registrations", "the address, and whether it is still to be placed"),
        new(Place, StorageService.Table, "Update Entity", "Registrations", "where it is"),
        new(Place, StorageService.Table, "Entity Group Transaction", "", "its cameras on the map, all at once"),
        new(Place, StorageService.Blob, "Put Blob", "placard-requests", "asks for the placard"),
        new(Place, StorageService.Table, "Get Entity", "Registrations", "whether its owner changed it while the map was written"),
        new(Place, StorageService.Queue, "Delete Message", "geocode-requests", "the host is done with it"),
        new(Issue, StorageService.Blob, "Put Blob", "receipts", "the host: this version of the request is seen"),
        new(Issue, StorageService.Blob, "Lease Blob", "receipts", "the host: and nobody else works on it"),
        new(Issue, StorageService.Blob, "Set Blob Metadata", "receipts", "the host: an attempt that ends the process counts too"),
        new(Issue, StorageService.Blob, "Get Blob", "placard-requests", "the host: the function's input"),
        new(Issue, StorageService.Blob, "Get Blob Properties", "placard-requests", "which request is answered: a later one is about a later state"),
        new(Issue, StorageService.Table, "Query Entities", "Registrations", "what the placard says, and whether it is still wanted"),
        new(Issue, StorageService.Blob, "Put Blob", "placards", "the placard to print"),
        new(Issue, StorageService.Blob, "Put Blob", "placards", "the placard to look at"),
        new(Issue, StorageService.Table, "Update Entity", "PlacardCodes", "whose placard a code is"),
        new(Issue, StorageService.Table, "Update Entity", "Registrations", "the registration is active"),
        new(Issue, StorageService.Blob, "Delete Blob", "placard-requests", "the request is answered, and later listings are short"),
        new(Issue, StorageService.Blob, "Set Blob Metadata", "receipts", "the host: this version never runs again"),
        new(Issue, StorageService.Blob, "Lease Blob", "receipts", "the host: done"),
    ];

    /// <summary>Sends one registration through a registry of its own and counts what it asks of the storage.</summary>
    public static async Task<CountedCalls> CountAsync(string account, CancellationToken cancellationToken)
    {
        using var owners = new OwnersWork();
        await using var registry = await LocalRegistry.StartAsync(account, LocalRegistry.AllButTimers, owners.AddTo, cancellationToken);
        owners.Use(registry);
        await SendAsync(owners, 0, cancellationToken);

        // The second one: the first found the host's own containers missing.
        using var log = new StorageCallLog(account.Split("AccountName=")[1].Split(';')[0]);
        await SendAsync(owners, 1, cancellationToken);
        var calls = log.Calls.Where(call => !IsLooking(call.Key)).ToDictionary();
        return new CountedCalls(calls);
    }

    /// <summary>Prints each call with its reason.</summary>
    public static void Print(CountedCalls counted, TextWriter output)
    {
        var table = new TextTable("", "step", "service", "call", "of", "what for");
        foreach (var (index, call) in Needed.Index())
        {
            table.Add($"{index + 1}", call.Step, call.Service.ToString(), call.Operation, call.Target, call.Reason);
        }

        table.Print(output);
        var services = counted.Calls.GroupBy(call => call.Key.Service).Select(group => $"{group.Sum(call => call.Value)} of {group.Key.ToString().ToLowerInvariant()}s");
        output.WriteLine($"Counted: {counted.Calls.Values.Sum()} calls and the two that fetch messages: {string.Join(", ", services)}.");
    }

    /// <summary>What the host asks again and again, whatever there is to do.</summary>
    private static bool IsLooking(StorageCall call) => call.Operation is "Get Messages" or "List Blobs" || call.Target == "locks";

    private static async Task SendAsync(OwnersWork owners, int number, CancellationToken cancellationToken)
    {
        await owners.RegisterAsync(number, cancellationToken);
        await owners.AwaitActiveAsync(1, cancellationToken);

        // The log says active before the host has noted that its function is done.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }
}

/// <summary>A call that a registration needs.</summary>
/// <param name="Step">Where on its way.</param>
/// <param name="Service">To which service.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Target">The table, queue or container.</param>
/// <param name="Reason">Why it cannot be left out.</param>
internal sealed record NeededCall(string Step, StorageService Service, string Operation, string Target, string Reason);

/// <summary>The calls that were counted, without those that only look whether there is something to do.</summary>
internal sealed record CountedCalls(IReadOnlyDictionary<StorageCall, int> Calls)
{
    private static readonly Dictionary<StorageCall, int> Listed = RegistrationCalls.Needed
        .Where(call => call.Operation != "Get Messages")
        .CountBy(call => new StorageCall(call.Service, call.Operation, call.Target))
        .ToDictionary();

    /// <summary>Whether these are the calls that are listed, each as often.</summary>
    public bool IsAsListed => Difference.Length == 0;

    /// <summary>What there is too much or too little of.</summary>
    public string Difference => string.Join(", ", Listed.Keys.Union(Calls.Keys)
        .Select(call => (call, Counted: Calls.GetValueOrDefault(call), Listed: Listed.GetValueOrDefault(call)))
        .Where(found => found.Counted != found.Listed)
        .Select(found => $"{found.call.Operation} {found.call.Target}: {found.Counted} counted, {found.Listed} listed"));
}
