using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>How an Azurite keeps what it was given.</summary>
internal enum StorageKind
{
    /// <summary>In memory only, also what was deleted: for runs that do not kill it.</summary>
    InMemory,

    /// <summary>As Azurite does by itself, in files that many blobs and messages share: what came in the last seconds before a kill is gone.</summary>
    AsShipped,

    /// <summary>What it has answered survives a kill, as in Azure.</summary>
    Durable,
}

/// <summary>An Azurite that a run can kill and start again, on the same ports and with the same data.</summary>
internal sealed class StorageServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly StorageKind _kind;
    private readonly AzuriteOptions _options;
    private readonly string _log;
    private ChildProcess? _process;

    private StorageServer(StorageKind kind, AzuriteOptions options, string log)
    {
        _kind = kind;
        _options = options;
        _log = log;
    }

    /// <summary>How clients reach it.</summary>
    public string ConnectionString => _options.ConnectionString;

    /// <summary>Where its files are.</summary>
    public string Folder => _options.Location;

    /// <summary>The ports of its blobs, queues and tables.</summary>
    public (int Blobs, int Queues, int Tables) ServicePorts => (_options.BlobPort, _options.QueuePort, _options.TablePort);

    /// <summary>Starts an Azurite on free ports.</summary>
    /// <param name="kind">How it keeps its data.</param>
    /// <param name="folder">Where its data and its log go.</param>
    /// <param name="cancellationToken">Ends the wait until it answers.</param>
    public static async Task<StorageServer> StartAsync(StorageKind kind, string folder, CancellationToken cancellationToken)
    {
        var ports = Ports.Free(3);
        var options = new AzuriteOptions
        {
            NodeModules = Path.Combine(Repository.Root, "node_modules"),
            Location = Directory.CreateDirectory(Path.Combine(folder, "azurite")).FullName,
            BlobPort = ports[0],
            QueuePort = ports[1],
            TablePort = ports[2],
        };
        var server = new StorageServer(kind, options, Path.Combine(folder, "azurite.log"));
        await server.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it, or starts it again after a kill, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", Arguments());
        start.Environment["AZURITE_NODE_MODULES"] = _options.NodeModules;
        _process = ChildProcess.Start(start, _log);
        var clock = Stopwatch.StartNew();
        foreach (var port in new[] { _options.BlobPort, _options.QueuePort, _options.TablePort })
        {
            while (!await IsOpenAsync(port, cancellationToken))
            {
                if (_process.HasEnded || clock.Elapsed > StartLimit)
                {
                    throw new InvalidOperationException($"Azurite does not start: {await File.ReadAllTextAsync(_log, cancellationToken)}");
                }

                await Task.Delay(50, cancellationToken);
            }
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private static async Task<bool> IsOpenAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private IEnumerable<string> Arguments()
    {
        string[] preloaded = _kind switch
        {
            StorageKind.InMemory => ["keep-deleted.cjs"],
            StorageKind.Durable => ["durable-azurite.cjs"],
            _ => [],
        };
        return
        [
            .. preloaded.Prepend("end-with-owner.cjs").SelectMany(script => new[] { "--require", Path.Combine(AppContext.BaseDirectory, "Laboratory", script) }),
            Path.Combine(_options.NodeModules, "azurite", "dist", "src", "azurite.js"), "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            .. _kind == StorageKind.InMemory ? ["--inMemoryPersistence"] : new[] { "--location", _options.Location },
            "--blobHost", "127.0.0.1", "--blobPort", Number(_options.BlobPort),
            "--queueHost", "127.0.0.1", "--queuePort", Number(_options.QueuePort),
            "--tableHost", "127.0.0.1", "--tablePort", Number(_options.TablePort),
        ];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
