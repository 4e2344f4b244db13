using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ServerlessRegistry.Localhost.Azurite;

/// <summary>
/// An Azurite, the emulator of Azure Storage, that this process started or took over.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs Azurite's script so that Ctrl-C, which a terminal sends to every process in it, does not end the storage while
    /// functions in flight still need it, and so that the end of the process that reads its output does not end it either.
    /// </summary>
    private const string Wrapper =
        """
        process.stdout.on('error', () => {});
        process.stderr.on('error', () => {});
        process.on('SIGINT', () => {});
        process.on('SIGHUP', () => process.kill(process.pid, 'SIGTERM'));
        const once = process.once.bind(process);
        process.once = (event, listener) => event === 'SIGINT' ? process : once(event, listener);
        require(process.argv[1]);
        """;

    private readonly AzuriteOptions _options;
    private readonly Process _process;
    private string? _firstWords;

    private AzuriteProcess(AzuriteOptions options, Process process)
    {
        _options = options;
        _process = process;
    }

    /// <summary>The id of the Node.js process.</summary>
    public int Id => _process.Id;

    /// <summary>Holds the process id of the Azurite that keeps its data there, and of the process that will stop it.</summary>
    private static string ProcessIdPath(string location) => Path.Combine(location, "azurite.pid");

    /// <summary>Whether an Azurite answers on all three ports.</summary>
    /// <exception cref="StartException">Something else listens on one of them, or some ports answer and others do not.</exception>
    public static async Task<bool> AnswersAsync(AzuriteOptions options, CancellationToken cancellationToken)
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
                    $"Port {port} is in use by something that is not Azurite: stop it, or set AzureWebJobsStorage to the connection string of another storage account.");
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
        var azurite = new AzuriteProcess(options, Launch(options, script));
        azurite.ReadOutput();
        try
        {
            await azurite.WaitUntilItAnswersAsync(cancellationToken);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }

        azurite.NoteOwner();
        return azurite;
    }

    /// <summary>
    /// The Azurite that an earlier run started in the same location and could not stop, because it was killed;
    /// <see langword="null"/> where there is none, or where whoever started it still runs.
    /// </summary>
    public static AzuriteProcess? TakeOver(AzuriteOptions options)
    {
        try
        {
            var ids = File.ReadAllText(ProcessIdPath(options.Location)).Split(' ');
            var process = Process.GetProcessById(int.Parse(ids[0], CultureInfo.InvariantCulture));
            if (IsRunning(int.Parse(ids[1], CultureInfo.InvariantCulture))
                || !process.ProcessName.Contains("node", StringComparison.OrdinalIgnoreCase))
            {
                process.Dispose();
                return null;
            }

            var azurite = new AzuriteProcess(options, process);
            azurite.NoteOwner();
            return azurite;
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Asks Azurite to write what it holds and end, and waits until it has.</summary>
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
            }
        }

        File.Delete(ProcessIdPath(_options.Location));
        _process.Dispose();
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void NoteOwner() =>
        File.WriteAllText(ProcessIdPath(_options.Location), string.Create(CultureInfo.InvariantCulture, $"{Id} {Environment.ProcessId}"));

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
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "";
        }
    }

    private static Process Launch(AzuriteOptions options, string script)
    {
        string[] arguments =
        [
            "-e", Wrapper, script, "--silent", "--disableTelemetry", "--skipApiVersionCheck",
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
                if (_process.HasExited || clock.Elapsed > StartLimit)
                {
                    throw new StartException($"Azurite did not start: {_firstWords ?? "it gave no reason"}");
                }

                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>Keeps the pipes of its output empty, and the first line of what went wrong.</summary>
    private void ReadOutput()
    {
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => _firstWords ??= string.IsNullOrWhiteSpace(line.Data) ? null : line.Data.Trim();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill();
        }
        else
        {
            _ = SendSignal(_process.Id, TerminateSignal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
