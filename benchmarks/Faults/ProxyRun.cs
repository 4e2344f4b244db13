using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>
/// Storage, geocoder and mail server misbehave under load: first each now and then, then one after the other is away altogether. The
/// registry refuses in time what it cannot do, and comes back by itself.
/// </summary>
internal sealed class ProxyRun : IRun
{
    private const double ErrorRate = 0.06;
    private static readonly LoadShape Shape = new(Owners: 6, Officers: 2, Pause: TimeSpan.FromMilliseconds(150));

    private static readonly ProxyFault[] Mishaps =
    [
        ProxyFault.TooMany, ProxyFault.Error, ProxyFault.Unavailable, ProxyFault.CutBefore, ProxyFault.CutWithin, ProxyFault.CutAfter,
        ProxyFault.SlowAnswer, ProxyFault.Twice, ProxyFault.Delay, ProxyFault.Silence,
    ];

    private static readonly ProxyFault[][] Outages = [[ProxyFault.Silence], [ProxyFault.Unavailable, ProxyFault.Error, ProxyFault.TooMany], [ProxyFault.CutBefore]];

    /// <inheritdoc/>
    public string Name => "faults proxy";

    /// <inheritdoc/>
    public string Summary => "storage, geocoder and mail server fail, stall and repeat themselves; requests are refused in time, and nothing is lost";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new("seconds", "seconds of mishaps now and then", 120, 6),
        new("outage", "seconds for which each service is away in each way", 20, 1),
    ];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var mailDice = new FaultDice(arguments.Seed);
        await using var site = await TestSite.PrepareAsync(StorageKind.AsShipped, () => MailFaultOf(mailDice.Next()), cancellationToken);
        var maps = site.Keep(await MapsServer.StartAsync(cancellationToken));
        var services = new List<(string Name, FaultDice Dice)> { ("mail", mailDice) };
        async Task<Uri> ProxyAsync(string name, Uri address)
        {
            var dice = new FaultDice(arguments.Seed + services.Count);
            services.Add((name, dice));
            return site.Keep(await FaultyProxy.StartAsync(address, dice, cancellationToken)).Address;
        }

        var settings = await SettingsAsync(site, maps, ProxyAsync);
        await site.StartRegistriesAsync(1, settings, cancellationToken);
        var marker = Marker.Of(arguments.Seed);
        var (ledger, book) = (new Ledger(), new AnswerBook());
        using var client = new RegistryClient([site.Registries[0].Address], book);
        var load = new MixedLoad(Shape, client, site.Mail, ledger, new Forms(marker), arguments.Seed);

        using var enough = new CancellationTokenSource();
        var work = load.RunAsync(enough.Token, cancellationToken);
        await MisbehaveAsync(services, arguments, book, output, cancellationToken);
        var recovery = Stopwatch.StartNew();
        await enough.CancelAsync();
        await work.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        var finished = recovery.Elapsed;
        var settled = await Settlement.ReachAsync(site, load, ledger, arguments.IsSmoke, output, cancellationToken);

        book.Print(output);
        var demands = new Demands();
        demands.Tell("Mishaps", string.Join(", ", services.Select(service => $"{service.Dice.Drawn.Values.Sum()} {service.Name}")));
        demands.Tell("Every request answered, once nothing fails any more", string.Create(CultureInfo.InvariantCulture, $"{finished.TotalSeconds:0.0} s"));
        demands.Tell("At rest after the last fault, upkeep included", string.Create(CultureInfo.InvariantCulture, $"{settled.TotalSeconds:0} s"));
        book.AddTo(demands, arguments.IsSmoke);
        await SiteCheck.AddAsync(site, ledger, marker, demands, cancellationToken);
        demands.Print(output);
        return demands;
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(TestSite site, MapsServer maps, Func<string, Uri, Task<Uri>> proxyAsync)
    {
        var (blobs, queues, tables) = site.Storage.ServicePorts;
        var behindProxies = new AzuriteOptions
        {
            NodeModules = "",
            Location = "",
            BlobPort = (await proxyAsync("blobs", Local(blobs))).Port,
            QueuePort = (await proxyAsync("queues", Local(queues))).Port,
            TablePort = (await proxyAsync("tables", Local(tables))).Port,
        };
        return new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = behindProxies.ConnectionString,
            ["Geocoder"] = "azureMaps",
            ["AzureMaps__Endpoint"] = (await proxyAsync("geocoder", maps.Address)).ToString(),
            ["AzureMaps__SubscriptionKey"] = MapsServer.SubscriptionKey,
            ["AzureMaps__Timeout"] = "00:00:03",
        };
    }

    private static async Task MisbehaveAsync(
        IReadOnlyList<(string Name, FaultDice Dice)> services, RunArguments arguments, AnswerBook book, TextWriter output, CancellationToken cancellationToken)
    {
        // It starts while all is well: what a registry does whose storage is away from the start is another matter.
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        services.ToList().ForEach(service => service.Dice.Set(ErrorRate, Mishaps));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ErrorRate:0 %} of all calls to every service go wrong"));
        await Task.Delay(TimeSpan.FromSeconds(arguments["seconds"]), cancellationToken);
        foreach (var (name, dice) in services)
        {
            foreach (var outage in Outages)
            {
                services.ToList().ForEach(service => service.Dice.Set(0));
                dice.Set(1, outage);
                output.WriteLine($"  {name}: {string.Join(" or ", outage)}, after {book.Count} answers");
                await Task.Delay(TimeSpan.FromSeconds(arguments["outage"]), cancellationToken);
            }
        }

        services.ToList().ForEach(service => service.Dice.Set(0));
    }

    private static Uri Local(int port) => new($"http://127.0.0.1:{port}");

    private static MailFault MailFaultOf(ProxyFault fault) => fault switch
    {
        ProxyFault.None or ProxyFault.Twice => MailFault.None,
        ProxyFault.CutBefore => MailFault.HangUp,
        ProxyFault.CutWithin or ProxyFault.CutAfter => MailFault.HangUpAfterTaking,
        ProxyFault.SlowAnswer or ProxyFault.Delay or ProxyFault.Silence => MailFault.Slow,
        ProxyFault.Error => MailFault.TryLater,
        _ => MailFault.Busy,
    };
}
