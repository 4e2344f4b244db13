namespace ServerlessRegistry.Localhost.Azurite;

/// <summary>How an Azurite is started.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The account and key that every Azurite has unless it is given others; Microsoft publishes them with it.</summary>
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>The npm folder that has Azurite installed.</summary>
    public required string NodeModules { get; init; }

    /// <summary>Where it keeps its data and its process id.</summary>
    public required string Location { get; init; }

    /// <summary>The loopback port of the blob service; 10000 is the one that <c>UseDevelopmentStorage=true</c> means.</summary>
    public int BlobPort { get; init; } = 10000;

    /// <summary>The loopback port of the queue service.</summary>
    public int QueuePort { get; init; } = 10001;

    /// <summary>The loopback port of the table service.</summary>
    public int TablePort { get; init; } = 10002;

    /// <summary>Whether the data goes with the process; nothing of it is kept in <see cref="Location"/>.</summary>
    public bool InMemory { get; init; }

    /// <summary>Accounts and their base64 keys, in place of the development account.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>How a client reaches the development account on these ports.</summary>
    public string ConnectionString => ConnectionStringOf(DevelopmentAccount, DevelopmentKey);

    /// <summary>The three ports, each with the name of its service.</summary>
    internal IReadOnlyList<(string Service, int Port)> Ports => [("Blob", BlobPort), ("Queue", QueuePort), ("Table", TablePort)];

    /// <summary>How a client reaches an account on these ports.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="key">Its base64 key.</param>
    public string ConnectionStringOf(string account, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};"
        + string.Concat(Ports.Select(port => $"{port.Service}Endpoint=http://127.0.0.1:{port.Port}/{account};"));
}
