using System.Collections.Concurrent;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Puts hostile messages into queues, and hostile blobs into the container of requests.</summary>
internal sealed class Pour(TestSite site, IServiceProvider services, Gen<(string Text, bool IsEncoded)> messages, int seed)
{
    /// <summary>How the names of the blobs begin.</summary>
    public const string BlobStart = "hostile-";

    private const uint Stream = 2;
    private const string Poison = "-poison";

    private readonly ConcurrentDictionary<string, int> _unreadable = new();
    private int _refused;
    private int _blobs;

    /// <summary>How many the storage itself did not take.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>How many went into the container.</summary>
    public int Blobs => Volatile.Read(ref _blobs);

    /// <summary>How many are not base64, by the poison queue that they end in: the host has no function run for them.</summary>
    public IReadOnlyDictionary<string, int> Unreadable => _unreadable;

    /// <summary>Puts one of them into one of the queues, or into the container.</summary>
    public async Task SendAsync(int number, string[] queues, CancellationToken cancellationToken)
    {
        var (text, isEncoded) = messages.Generate(new PCG(Stream, (ulong)seed + ((ulong)number << 32)), null, out _);
        try
        {
            if (number % (queues.Length + 1) is var place && place == queues.Length)
            {
                var requests = services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(StorageNames.PlacardRequests);
                await requests.GetBlobClient($"{BlobStart}{number}.json").UploadAsync(BinaryData.FromString(text), overwrite: true, cancellationToken);
                Interlocked.Increment(ref _blobs);
                return;
            }

            var content = isEncoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text;
            await new QueueClient(site.Storage.ConnectionString, queues[place]).SendMessageAsync(content, cancellationToken);
            Note(queues[place], content);
        }
        catch (RequestFailedException exception) when (exception.Status is >= 400 and < 500)
        {
            Interlocked.Increment(ref _refused);
        }
    }

    private void Note(string queue, string content)
    {
        if (!Convert.TryFromBase64String(content, new byte[content.Length], out _))
        {
            _unreadable.AddOrUpdate(queue.EndsWith(Poison, StringComparison.Ordinal) ? queue : queue + Poison, 1, (_, count) => count + 1);
        }
    }
}
