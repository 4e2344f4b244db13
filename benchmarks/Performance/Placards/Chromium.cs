using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>
/// A headless Chromium that has been started already and is told over its DevTools protocol to open a page, print it and picture it:
/// the fastest way to have it make files.
/// </summary>
internal sealed partial class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[16 * 1024 * 1024];
    private string? _session;
    private int _id;

    private Chromium(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Where Debian has it; <see langword="null"/> where it is not installed.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>The resident memory of all its processes, in bytes.</summary>
    public long Memory => Processes.Sum(process => process.WorkingSet64);

    /// <summary>The processor time of all its processes that are running.</summary>
    public TimeSpan ProcessorTime => Processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.TotalProcessorTime);

    private IEnumerable<Process> Processes => Process.GetProcesses()
        .Where(process => process.ProcessName.StartsWith("chrom", StringComparison.Ordinal) && Descends(process.Id, _process.Id))
        .Append(_process)
        .DistinctBy(process => process.Id);

    /// <summary>The arguments of every run: no network of its own, nothing shared with a person's browser.</summary>
    public static string[] Arguments(string profile) =>
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-extensions", $"--user-data-dir={profile}",
    ];

    /// <summary>Starts it and opens an empty page.</summary>
    public static async Task<Chromium> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("registry-chromium-");
        var start = new ProcessStartInfo(Path!, [.. Arguments(folder.FullName), "--remote-debugging-port=0", "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var chromium = new Chromium(Process.Start(start)!, folder);
        try
        {
            var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
            chromium._process.OutputDataReceived += (_, _) => { };
            chromium._process.ErrorDataReceived += (_, line) =>
            {
                if (Listening().Match(line.Data ?? "") is { Success: true } match)
                {
                    address.TrySetResult(new Uri(match.Groups[1].Value));
                }
            };
            chromium._process.BeginErrorReadLine();
            chromium._process.BeginOutputReadLine();
            await chromium._socket.ConnectAsync(await address.Task.WaitAsync(StartLimit, cancellationToken), cancellationToken);
            var target = await chromium.AskAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, cancellationToken);
            var attached = await chromium.AskAsync(
                "Target.attachToTarget", new JsonObject { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true }, cancellationToken);
            chromium._session = attached.GetProperty("sessionId").GetString();
            await chromium.AskAsync("Page.enable", [], cancellationToken);
            await chromium.AskAsync(
                "Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = 816, ["height"] = 1056, ["deviceScaleFactor"] = 2.25, ["mobile"] = false }, cancellationToken);
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page.</summary>
    public async Task OpenAsync(string file, CancellationToken cancellationToken)
    {
        await AskAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).ToString() }, cancellationToken);
        await AskAsync("Runtime.evaluate", new JsonObject { ["expression"] = "document.fonts.ready.then(() => document.readyState)", ["awaitPromise"] = true }, cancellationToken);
    }

    /// <summary>The page as a PDF.</summary>
    public async Task<byte[]> PrintAsync(CancellationToken cancellationToken) =>
        (await AskAsync("Page.printToPDF", new JsonObject { ["printBackground"] = true, ["preferCSSPageSize"] = true }, cancellationToken)).GetProperty("data").GetBytesFromBase64();

    /// <summary>The page as a PNG.</summary>
    public async Task<byte[]> PictureAsync(CancellationToken cancellationToken) =>
        (await AskAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }, cancellationToken)).GetProperty("data").GetBytesFromBase64();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process of its own is still closing its files; the folder is a temporary one.
        }
    }

    private async Task<JsonElement> AskAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = ++_id;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellationToken);
        while (true)
        {
            var answer = await ReceiveAsync(cancellationToken);
            if (answer.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"Chromium: {answer}");
            }
        }
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return JsonSerializer.Deserialize<JsonElement>(_buffer.AsSpan(0, length));
            }
        }
    }

    private static bool Descends(int process, int ancestor)
    {
        for (var id = process; id > 1;)
        {
            if (id == ancestor)
            {
                return true;
            }

            var status = $"/proc/{id}/stat";
            id = File.Exists(status) && int.TryParse(File.ReadAllText(status).Split(')')[^1].Split(' ')[2], out var parent) ? parent : 0;
        }

        return false;
    }

    [GeneratedRegex("DevTools listening on (ws://127.0.0.1:\\S+)")]
    private static partial Regex Listening();
}
