using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServerlessRegistry.Localhost.Azurite;

/// <summary>
/// An Azurite, the emulator of Azure Storage, that this process started or took over, and that ends with it.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs Azurite's script so that neither Ctrl-C or the closing of the terminal, which reach every process in it, nor the end of
    /// the process that reads its output stops the storage while functions in flight still need it. A line on its input stops it: that
    /// works alike on every system, and lets it write what it holds.
    /// </summary>
    private const string Wrapper =
        """
        const stop = () => process.emit('SIGTERM') || process.exit();
        process.stdout.on('error', () => {});
        process.stderr.on('error', () => {});
        process.stdin.on('error', () => {}).on('data', stop).unref();
        for (const signal of process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGQUIT', 'SIGHUP']) process.on(signal, () => {});
        const once = process.once.bind(process);
        process.once = (event, listener) => event === 'SIGINT' ? process : once(event, listener);

        """;

    /// <summary>What is only in memory is of no use to a later run, so it ends with the process that started it, however that ends.</summary>
    private const string EndWithTheOwner = "process.stdin.on('end', stop);\n";

    private const string Run = "require(process.argv[1]);";

    private readonly AzuriteOptions _options;
    private readonly Process _process;
    private string? _complaint;

    private AzuriteProcess(AzuriteOptions options, Process process, bool wasTakenOver)
    {
        _options = options;
        _process = process;
        WasTakenOver = wasTakenOver;
    }

    /// <summary>The id of the Node.js process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether an earlier run started it.</summary>
    public bool WasTakenOver { get; }

    /// <summary>Sees to it that an Azurite answers: one that runs already, one that a killed run left, or a new one.</summary>
    /// <returns>The Azurite to stop at the end; <see langword="null"/> where it belongs to somebody who still runs.</returns>
    /// <exception cref="StartException">Node.js or Azurite is not installed, or Azurite does not start, or something else has its ports.</exception>
    public static async Task<AzuriteProcess?> FindOrStartAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        // Two processes that start at once must not both find nothing and start two on the same data.
        await using var turn = await TakeTurnAsync(options.Location, cancellationToken);
        return await AnswersAsync(options, cancellationToken) ? TakeOver(options) : await StartAsync(options, cancellationToken);
    }

    /// <summary>Starts Azurite and waits until it answers.</summary>
    /// <exception cref="StartException">Node.js or Azurite is not installed, or Azurite does not start.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        var script = Path.Combine(options.NodeModules, "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new StartException($"Azurite is not installed in {options.NodeModules}: run 'npm ci' in the folder above it.");
        }

        Directory.CreateDirectory(options.Location);
        var azurite = new AzuriteProcess(options, Launch(options, script), wasTakenOver: false);
        try
        {
            azurite.NoteOwner(new ProcessMark(azurite.Id, TimeProvider.System.GetUtcNow().UtcDateTime));
            azurite.ReadOutput();
            await azurite.WaitUntilItAnswersAsync(cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has Azurite write what it holds and end, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        if (Directory.Exists(_options.Location))
        {
            File.Delete(OwnershipPath(_options.Location));
        }
    }

    private static string OwnershipPath(string location) => Path.Combine(location, "azurite-process.json");

    private static async Task<FileStream> TakeTurnAsync(string location, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(location);
                return new FileStream(Path.Combine(location, "starting.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new StartException($"Azurite cannot keep its data in {location}: {exception.Message}", exception);
            }
            catch (IOException exception) when (clock.Elapsed > StartLimit || !Directory.Exists(location))
            {
                throw new StartException($"Azurite cannot keep its data in {location}: {exception.Message}", exception);
            }
            catch (IOException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>Whether an Azurite answers on all three ports.</summary>
    private static async Task<bool> AnswersAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var answering = new List<string>();
        foreach (var (service, port) in options.Ports)
        {
            var server = await ServerOnPortAsync(client, port, cancellationToken);
            if (server is null)
            {
                continue;
            }

            if (!server.StartsWith("Azurite", StringComparison.Ordinal))
            {
                throw new StartException(
                    $"Port {port} is in use by something that is not Azurite: stop it, set Azurite__{service}Port to another port, " +
                    "or set AzureWebJobsStorage to the connection string of another storage account.");
            }

            answering.Add(service);
        }

        return answering.Count switch
        {
            0 => false,
            3 => true,
            _ => throw new StartException(
                $"Only the {string.Join(" and ", answering)} service of an Azurite answers: start all three services of it, or stop it so that the host can start its own."),
        };
    }

    /// <summary>The Azurite that an earlier run started in the same location and could not stop, because it was killed.</summary>
    private static AzuriteProcess? TakeOver(AzuriteOptions options)
    {
        if (ReadOwnership(options.Location) is not { } ownership || IsRunning(ownership.Owner) || ownership.Azurite.Find() is not { } process)
        {
            return null;
        }

        var azurite = new AzuriteProcess(options, process, wasTakenOver: true);
        azurite.NoteOwner(ownership.Azurite);
        return azurite;
    }

    private static AzuriteOwnership? ReadOwnership(string location)
    {
        try
        {
            return JsonSerializer.Deserialize<AzuriteOwnership>(File.ReadAllText(OwnershipPath(location)));
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    private static bool IsRunning(ProcessMark mark)
    {
        using var process = mark.Find();
        return process is not null;
    }

    private void NoteOwner(ProcessMark azurite)
    {
        using var owner = Process.GetCurrentProcess();
        var ownership = new AzuriteOwnership(azurite, ProcessMark.Of(owner));
        File.WriteAllText(OwnershipPath(_options.Location), JsonSerializer.Serialize(ownership));
    }

    /// <returns>What the server on the port calls itself; <see langword="null"/> where nothing listens.</returns>
    private static async Task<string?> ServerOnPortAsync(HttpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), cancellationToken);
            return response.Headers.TryGetValues("Server", out var values) ? values.First() : "";
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "";
        }
    }

    private static Process Launch(AzuriteOptions options, string script)
    {
        string[] arguments =
        [
            "-e", $"{Wrapper}{(options.InMemory ? EndWithTheOwner : "")}{Run}", script, "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            .. options.InMemory ? ["--inMemoryPersistence"] : new[] { "--location", options.Location },
            .. options.Ports.SelectMany(port => new[]
            {
                $"--{port.Service.ToLowerInvariant()}Host", "127.0.0.1",
                $"--{port.Service.ToLowerInvariant()}Port", port.Port.ToString(CultureInfo.InvariantCulture),
            }),
        ];
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (options.Accounts.Count > 0)
        {
            start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', options.Accounts.Select(account => $"{account.Key}:{account.Value}"));
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new StartException("Node.js is missing: install Node.js 20 or later from https://nodejs.org, then start again.", exception);
        }
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var clock = Stopwatch.StartNew();
        foreach (var (_, port) in _options.Ports)
        {
            while (await ServerOnPortAsync(client, port, cancellationToken) is null)
            {
                if (_process.HasExited)
                {
                    await _process.WaitForExitAsync(cancellationToken);
                    throw new StartException($"Azurite did not start: {_complaint ?? "it gave no reason"}");
                }

                if (clock.Elapsed > StartLimit)
                {
                    throw new StartException($"Azurite did not start within {StartLimit.TotalSeconds:0} seconds.");
                }

                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>Keeps the pipes of its output empty, and of what it complains about the line that says most.</summary>
    private void ReadOutput()
    {
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data) && (_complaint is null || (NamesAnError(line.Data) && !NamesAnError(_complaint))))
            {
                _complaint = line.Data.Trim();
            }
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static bool NamesAnError(string line) => line.Contains("error:", StringComparison.OrdinalIgnoreCase);

    private void Terminate()
    {
        if (!WasTakenOver)
        {
            AskOnItsInput();
        }
        else if (OperatingSystem.IsWindows())
        {
            _process.Kill();
        }
        else
        {
            _ = SendSignal(_process.Id, TerminateSignal);
        }
    }

    private void AskOnItsInput()
    {
        try
        {
            _process.StandardInput.WriteLine("stop");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has just ended by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
