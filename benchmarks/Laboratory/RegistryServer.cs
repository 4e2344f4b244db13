using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>A registry in a process of its own that a run can kill and start again, always at the same address.</summary>
internal sealed class RegistryServer(string folder, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    /// <summary>The keyword of the runtime's events that has it collect its garbage, and nothing else.</summary>
    private const long CollectHeap = 0x800000;

    /// <summary>How the names begin of what may be set on a developer's machine.</summary>
    private static readonly string[] Settings =
        ["ASPNETCORE_", "Azure", "Authentication", "Beats", "City", "Confirmation", "Encryption", "Geocoder", "Limits", "LocalHost", "Mail", "Search", "urls"];

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private ChildProcess? _process;

    /// <summary>Where it answers.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Free(1)[0]}");

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>The file with everything that it has said.</summary>
    public string Log { get; } = Path.Combine(folder, $"registry-{Guid.NewGuid():N}.log");

    /// <summary>What its process takes of the machine; <see langword="null"/> while it is down.</summary>
    public ProcessFigures? Figures => _process is { HasEnded: false } process ? process.Figures() : null;

    /// <summary>Starts it and waits until it says that it runs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(Repository.Dotnet, [Repository.Registry, "--urls", Address.ToString()]);
        foreach (var inherited in start.Environment.Keys.Where(IsSettingOfTheHost).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        Starts++;
        var process = ChildProcess.Start(start, Log, line => _ = line.Contains("Web page", StringComparison.Ordinal) && running.TrySetResult());
        _process = process;
        var clock = Stopwatch.StartNew();
        while (!running.Task.IsCompleted)
        {
            if (process.HasEnded || clock.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"The registry does not start: {string.Join(Environment.NewLine, await LastLinesAsync())}");
            }

            await Task.WhenAny(running.Task, Task.Delay(50, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Kills it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Has its runtime collect all garbage, so that its memory says what is really in use.</summary>
    public async Task CollectGarbageAsync(CancellationToken cancellationToken)
    {
        if (_process is not { HasEnded: false } process)
        {
            return;
        }

        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, CollectHeap);
        using var session = await new DiagnosticsClient(process.Id).StartEventPipeSessionAsync([provider], requestRundown: false, 16, cancellationToken);
        var drained = session.EventStream.CopyToAsync(Stream.Null, cancellationToken);
        await session.StopAsync(cancellationToken);
        await drained;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<IEnumerable<string>> LastLinesAsync()
    {
        await KillAsync();
        return (await File.ReadAllLinesAsync(Log)).TakeLast(20);
    }

    private static bool IsSettingOfTheHost(string variable) => Settings.Any(start => variable.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
