using System.Globalization;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Performance.Costs;

/// <summary>Computes the month of a city from counted storage calls and list prices, and rewrites the tables of <c>docs/cost.md</c>.</summary>
internal sealed class CostRun : IRun
{
    private const string Begin = "<!-- tables: written by the run, not by hand -->";
    private const string End = "<!-- end of the tables -->";

    /// <inheritdoc/>
    public string Name => "cost";

    /// <inheritdoc/>
    public string Summary => "the month of a city with 30,000 cameras, from counted storage calls and list prices; rewrites docs/cost.md";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        var work = await CountedWork.CountAsync(storage.NewAccount(), cancellationToken);
        var prices = PriceList.Read(Path.Combine(LocalStorage.RepositoryRoot, "benchmarks", "Performance", "prices.json"));
        var month = new CityMonth(work, prices);
        using var written = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Write(work, month, prices, written);
        output.WriteLine(written.ToString());
        var demands = new Demands();
        demands.Add("the city pays less than for a server that is always on", month.Total < month.AlwaysOn, $"{CityMonth.Money(month.Total)} beside {CityMonth.Money(month.AlwaysOn)}");
        if (!arguments.IsSmoke)
        {
            await RewriteAsync(written.ToString(), cancellationToken);
            demands.Tell("docs/cost.md", "rewritten");
        }

        demands.Print(output);
        return demands;
    }

    private static void Write(IReadOnlyList<Work> work, CityMonth month, PriceList prices, StringWriter output)
    {
        output.WriteLine("Storage calls, counted:");
        var calls = new TextTable("", "executions", "tables", "queues", "blobs, writing", "blobs, reading");
        foreach (var one in work)
        {
            calls.Add(one.Name, $"{one.Executions}", $"{one.Tables}", $"{one.Queues}", $"{one.BlobWrites}", $"{one.BlobReads}");
        }

        calls.Print(output);
        output.WriteLine($"The month, in {prices.Currency}, {prices.Region}:");
        var costs = new TextTable("what", "how much", "cost");
        foreach (var (what, amount, cost) in month.Lines)
        {
            costs.Add(what, amount, CityMonth.Money(cost));
        }

        costs.Add("together", "", CityMonth.Money(month.Total));
        costs.Print(output);
        output.WriteLine("The same city on a server that is always on:");
        var always = new TextTable("what", "cost");
        foreach (var (what, cost) in month.AlwaysOnLines)
        {
            always.Add(what, CityMonth.Money(cost));
        }

        always.Add("together", CityMonth.Money(month.AlwaysOn));
        always.Print(output);
        output.WriteLine($"The prices (`benchmarks/Performance/prices.json`, {prices.Written:yyyy-MM-dd}):");
        var list = new TextTable("price", "", "free in a month", "page", "read");
        foreach (var (name, price) in prices.Prices)
        {
            list.Add(
                name,
                string.Create(CultureInfo.InvariantCulture, $"{price.Amount:0.######} for {price.Per:#,0}"),
                price.Free.ToString("#,0", CultureInfo.InvariantCulture),
                price.Source,
                price.Seen ?? "not compared yet");
        }

        list.Print(output);
    }

    private static async Task RewriteAsync(string tables, CancellationToken cancellationToken)
    {
        var path = Path.Combine(LocalStorage.RepositoryRoot, "docs", "cost.md");
        var text = await File.ReadAllTextAsync(path, cancellationToken);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{path} has lost the marks around its tables.");
        }

        await File.WriteAllTextAsync(path, $"{text[..(begin + Begin.Length)]}\n\n{tables.Trim()}\n\n{text[end..]}", cancellationToken);
    }
}
