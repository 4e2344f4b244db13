using System.Diagnostics;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;

namespace ServerlessRegistry.Benchmarks.Performance.Starts;

/// <summary>A program whose start is timed.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Assembly">Its assembly.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record StartedProgram(string Name, string Assembly, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>What is asked for first.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The folder that it is started in.</summary>
    public string Folder { get; init; } = LocalStorage.RepositoryRoot;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Starts it, waits for its first answer, and kills it.</summary>
    /// <returns>The milliseconds from the one to the other.</returns>
    public async Task<double> StartAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{LocalStorage.FreePorts(1)[0]}");
        var start = new ProcessStartInfo(PublishedRegistry.Dotnet, [Assembly, .. EmptyApp.ArgumentsOf(Assembly), "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var client = new HttpClient { BaseAddress = address };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (!await AnswersAsync(client, process, cancellationToken))
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

    private async Task<bool> AnswersAsync(HttpClient client, Process process, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(Path, cancellationToken);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError && !process.HasExited)
        {
            return false;
        }
    }
}
