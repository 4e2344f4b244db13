using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Several registries work on one storage: nothing is done twice, and no change overwrites another.</summary>
internal sealed class InstancesRun : IRun
{
    private static readonly LoadShape Shape = new(Owners: 8, Officers: 3, Pause: TimeSpan.FromMilliseconds(100));

    /// <inheritdoc/>
    public string Name => "faults instances";

    /// <inheritdoc/>
    public string Summary => "two registries share a storage: nothing is done twice, no change is lost";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [new("seconds", "seconds of load", 120, 6), new("count", "registries", 2, 2)];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var site = await TestSite.PrepareAsync(StorageKind.InMemory, null, cancellationToken);
        await site.StartRegistriesAsync(arguments["count"], new Dictionary<string, string>(), cancellationToken);
        var marker = Marker.Of(arguments.Seed);
        var (ledger, book) = (new Ledger(), new AnswerBook());
        using var client = new RegistryClient([.. site.Registries.Select(registry => registry.Address)], book);
        var forms = new Forms(marker);
        var load = new MixedLoad(Shape, client, site.Mail, ledger, forms, arguments.Seed);
        var rivals = new Rivals(client, site.Mail, ledger, forms, new Random(arguments.Seed));

        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(arguments["seconds"]));
        await Task.WhenAll(load.RunAsync(enough.Token, cancellationToken), rivals.RunAsync(enough.Token, cancellationToken)).WaitAsync(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(arguments["seconds"]), cancellationToken);
        await Settlement.ReachAsync(site, load, ledger, arguments.IsSmoke, output, cancellationToken);

        book.Print(output);
        var demands = new Demands();
        demands.Add("Of two changes to one version one counts, and no other", rivals.Breaches.Count == 0, rivals.Breaches is [var first, ..] ? first : $"{rivals.Rounds} pairs at once");
        AddMails(site, ledger, demands);
        book.AddTo(demands, arguments.IsSmoke);
        await SiteCheck.AddAsync(site, ledger, marker, demands, cancellationToken);
        demands.Print(output);
        return demands;
    }

    /// <summary>A post that is repeated asks for its mail again, also while the first is being sent.</summary>
    private static void AddMails(TestSite site, Ledger ledger, Demands demands)
    {
        var mails = site.Mail.Mails.Where(mail => mail.Page == "confirm").CountBy(mail => mail.RegistrationId).ToDictionary();
        var accepted = ledger.Entries.Where(entry => entry.Id is not null).ToList();
        var wrong = accepted.Where(entry => mails.GetValueOrDefault(entry.Id!) != 1);
        demands.AddNone(
            "Each owner got one mail, however often the post came",
            [.. wrong.Select(entry => $"{entry.Id}: {mails.GetValueOrDefault(entry.Id!)} for {entry.Posts} posts")],
            accepted.Count);
    }
}
