using System.Diagnostics;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;

namespace ServerlessRegistry.Benchmarks.Performance.Starts;

/// <summary>A program whose start is timed.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Assembly">Its assembly.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record StartedProgram(string Name, string Assembly, IReadOnlyDictionary<string, string?> Settings)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Starts it, waits for its first answer, the page at <c>/</c>, and kills it.</summary>
    /// <returns>The milliseconds from the one to the other.</returns>
    public async Task<double> StartAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{LocalStorage.FreePorts(1)[0]}");
        var start = new ProcessStartInfo(PublishedRegistry.Dotnet, [Assembly, .. EmptyApp.ArgumentsOf(Assembly), "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings)
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
            while (!await AnswersAsync(client, address, process, cancellationToken))
            {
                await Task.Delay(Pause, cancellationToken);
            }

            return clock.Elapsed.TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, Process process, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError && !process.HasExited)
        {
            return false;
        }
    }
}
