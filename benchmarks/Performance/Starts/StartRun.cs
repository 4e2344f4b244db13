using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Performance.Starts;

/// <summary>
/// From the start of a process to its first answer: the registry, and an empty ASP.NET Core app, this program started with a hidden
/// argument. Both were built by the same SDK with the same settings, and take turns.
/// </summary>
internal sealed class StartRun : IRun
{
    private const double MostTimesTheEmpty = 1.5;
    private const string Starts = "starts";

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Summary => "from the start of the process to the first answer beside an empty ASP.NET Core app";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [new(Starts, "starts of each", 15, 2)];

    /// <inheritdoc/>
    public async Task<bool> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        var account = storage.NewAccount();
        var published = await PublishedRegistry.MakeAsync(output, cancellationToken);
        await using (published)
        {
            var subjects = new (string Name, string Program, Dictionary<string, string?> Settings)[]
            {
                ("an empty ASP.NET Core app", published.EmptyApp, []),
                ("the registry, as it is built", PublishedRegistry.Built, LocalRegistry.Settings(account)),
                ("the registry, as it is published for a machine", published.Registry, LocalRegistry.Settings(account)),
            };
            return await MeasureAsync(subjects, arguments, output, cancellationToken);
        }
    }

    private static async Task<bool> MeasureAsync(
        (string Name, string Program, Dictionary<string, string?> Settings)[] subjects, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var times = subjects.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= arguments[Starts]; round++)
        {
            for (var index = 0; index < subjects.Length; index++)
            {
                var milliseconds = await StartAsync(subjects[index].Program, subjects[index].Settings, cancellationToken);

                // The first of each reads its files from the disk.
                if (round > 0)
                {
                    times[index].Add(milliseconds);
                }
            }
        }

        var table = new TextTable("", "median ms to the first answer", "times the empty app");
        for (var index = 0; index < subjects.Length; index++)
        {
            var ratio = Ratio(times[index], times[0]);
            table.Add(subjects[index].Name, times[index].Median().ToString("0", CultureInfo.InvariantCulture), ratio.ToString("0.00", CultureInfo.InvariantCulture));
        }

        table.Print(output);
        var demands = new Demands();
        var published = Ratio(times[^1], times[0]);
        demands.Add(
            $"at most {MostTimesTheEmpty.ToString(CultureInfo.InvariantCulture)} times an empty app",
            arguments.IsSmoke || published <= MostTimesTheEmpty,
            string.Create(CultureInfo.InvariantCulture, $"{published:0.00}{(arguments.IsSmoke ? ", not judged in the short form" : "")}"));
        demands.Print(output);
        return demands.AreMet;
    }

    private static double Ratio(List<double> times, List<double> empty) => times.Zip(empty, (time, other) => time / other).Median();

    /// <returns>The milliseconds until it answers; anything counts but a refused connection.</returns>
    private static async Task<double> StartAsync(string program, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var address = $"http://127.0.0.1:{LocalStorage.FreePorts(1)[0]}";
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo(PublishedRegistry.Dotnet, [program, "--urls", address])
            : new ProcessStartInfo(program, ["--urls", address]);
        if (Path.GetFileName(program).StartsWith("ServerlessRegistry.Benchmarks", StringComparison.Ordinal))
        {
            start.ArgumentList.Insert(program.EndsWith(".dll", StringComparison.Ordinal) ? 1 : 0, EmptyApp.Argument);
        }

        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await AwaitAnswerAsync(client, new Uri($"{address}/api/health"), process, cancellationToken);
            return clock.Elapsed.TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task AwaitAnswerAsync(HttpClient client, Uri address, Process process, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(address, cancellationToken);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError && !process.HasExited)
            {
                await Task.Delay(5, cancellationToken);
            }
        }
    }
}
