using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Benchmarks.Performance.Laboratory;

/// <summary>An Azurite on free loopback ports that keeps everything in memory, with many storage accounts: each measurement takes one of its own.</summary>
internal sealed class LocalStorage : IAsyncDisposable
{
    private const int Accounts = 60;
    private readonly AzuriteProcess _azurite;
    private readonly DirectoryInfo _folder;
    private readonly Queue<string> _accounts;

    private LocalStorage(AzuriteProcess azurite, DirectoryInfo folder, Queue<string> accounts)
    {
        _azurite = azurite;
        _folder = folder;
        _accounts = accounts;
    }

    /// <summary>The project's folder, with <c>node_modules</c>, <c>docs</c> and the rest.</summary>
    public static string RepositoryRoot { get; } = typeof(RegistryServices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    /// <summary>The process id of Azurite.</summary>
    public int ProcessId => _azurite.Id;

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<LocalStorage> StartAsync(CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, Accounts).ToDictionary(number => $"account{number:00}", _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var ports = FreePorts(3);
        var folder = Directory.CreateTempSubdirectory("registry-performance-");
        var options = new AzuriteOptions
        {
            NodeModules = Path.Combine(RepositoryRoot, "node_modules"),
            Location = folder.FullName,
            BlobPort = ports[0],
            QueuePort = ports[1],
            TablePort = ports[2],
            InMemory = true,
            Accounts = keys,
        };
        var azurite = await AzuriteProcess.StartAsync(options, cancellationToken);
        return new LocalStorage(azurite, folder, new Queue<string>(keys.Select(key => options.ConnectionStringOf(key.Key, key.Value))));
    }

    /// <summary>The connection string of an account that nobody else has.</summary>
    public string NewAccount() => _accounts.Dequeue();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Loopback ports that nothing listens on.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
