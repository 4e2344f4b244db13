using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using ServerlessRegistry.Localhost.Azurite;
using ServerlessRegistry.Tests;
using ServerlessRegistry.Tests.AnyHost;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace ServerlessRegistry.Tests;

/// <summary>
/// One Azurite for the whole run, with many storage accounts: each test takes one for itself, so that tests share nothing
/// and run side by side.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int AccountCount = 1000;
    private const int FirstPort = 12_000;

    /// <summary>Of Linux; other systems begin higher.</summary>
    private const int FirstPortOfTheSystem = 32_768;

    private readonly ConcurrentQueue<string> _connectionStrings = new();
    private readonly string _location = Directory.CreateTempSubdirectory("azurite-").FullName;
    private AzuriteProcess? _azurite;

    public static string RepositoryRoot { get; } = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    /// <summary>The connection string of a storage account that no other test has.</summary>
    public string NewAccount() =>
        _connectionStrings.TryDequeue(out var connectionString)
            ? connectionString
            : throw new InvalidOperationException($"All {AccountCount} storage accounts are taken: raise AccountCount.");

    public async ValueTask InitializeAsync()
    {
        if (RemoteRegistry.IsGiven)
        {
            return;
        }

        var accounts = Enumerable.Range(0, AccountCount)
            .ToDictionary(number => $"account{number:0000}", _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var ports = FreePorts(3);
        _azurite = await AzuriteProcess.StartAsync(
            new AzuriteOptions
            {
                NodeModules = Path.Combine(RepositoryRoot, "node_modules"),
                Location = _location,
                BlobPort = ports[0],
                QueuePort = ports[1],
                TablePort = ports[2],
                InMemory = true,
                Accounts = accounts,
            },
            TestContext.Current.CancellationToken);
        foreach (var (name, key) in accounts)
        {
            _connectionStrings.Enqueue(
                $"DefaultEndpointsProtocol=http;AccountName={name};AccountKey={key};" +
                $"BlobEndpoint=http://127.0.0.1:{ports[0]}/{name};QueueEndpoint=http://127.0.0.1:{ports[1]}/{name};TableEndpoint=http://127.0.0.1:{ports[2]}/{name};");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        Directory.Delete(_location, recursive: true);
    }

    /// <summary>
    /// Loopback ports for programs that cannot choose one themselves. They are below those that the operating system gives to whoever asks
    /// for any, so that no connection and no server of another test gets them before the program has started.
    /// </summary>
    public static IReadOnlyList<int> FreePorts(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(FirstPort, FirstPortOfTheSystem);
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
