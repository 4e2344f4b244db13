using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>Starts hosts for trigger functions that write down what happens to them.</summary>
internal static class TriggerHost
{
    public static Task<InProcessFunctionsHost> StartAsync<TFunctions>(
        string connectionString, Journal journal, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null) =>
        InProcessFunctionsHost.StartAsync(
            new()
            {
                FunctionClasses = [typeof(TFunctions)],
                Settings = new Dictionary<string, string?>(settings ?? []) { ["AzureWebJobsStorage"] = connectionString },
                ConfigureServices = collection =>
                {
                    collection.AddSingleton(journal);
                    collection.AddSingleton<ILoggerProvider>(_ => new JournalLogger(journal));
                    services?.Invoke(collection);
                },
            },
            TestContext.Current.CancellationToken);

    /// <summary>The options of host.json's <c>extensions.queues</c>.</summary>
    public static Dictionary<string, string?> Queues(params (string Option, string Value)[] options) => HostJson("queues", options);

    /// <summary>The options of host.json's <c>extensions.blobs</c>.</summary>
    public static Dictionary<string, string?> Blobs(params (string Option, string Value)[] options) => HostJson("blobs", options);

    private static Dictionary<string, string?> HostJson(string extension, (string Option, string Value)[] options) =>
        options.ToDictionary(option => $"AzureFunctionsJobHost:extensions:{extension}:{option.Option}", option => (string?)option.Value);
}

/// <summary>What functions noted and what their host logged.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> _entries = new();
    private readonly ConcurrentQueue<(LogLevel Level, string Message, Exception? Exception)> _log = new();
    private readonly Channel<bool> _gate = Channel.CreateUnbounded<bool>();
    private int _running;
    private int _mostRunning;

    public IReadOnlyList<string> Entries => [.. _entries];

    public string? First => _entries.FirstOrDefault();

    public string? Latest => _entries.LastOrDefault();

    public int Count => _entries.Count;

    public int Running => Volatile.Read(ref _running);

    public int MostRunning => Volatile.Read(ref _mostRunning);

    public IReadOnlyList<(LogLevel Level, string Message, Exception? Exception)> Log => [.. _log];

    public int Failures => _log.Count(entry => entry.Level == LogLevel.Error);

    public void Note(string entry) => _entries.Enqueue(entry);

    public void NoteLog(LogLevel level, string message, Exception? exception) => _log.Enqueue((level, message, exception));

    /// <summary>Notes a run and counts it among those that run at once.</summary>
    public IDisposable Run(string entry)
    {
        var running = Interlocked.Increment(ref _running);
        int most;
        while (running > (most = Volatile.Read(ref _mostRunning)))
        {
            Interlocked.CompareExchange(ref _mostRunning, running, most);
        }

        Note(entry);
        return new RunEnd(this);
    }

    /// <summary>Lets so many functions go on that wait for it, now or later.</summary>
    public void Let(int count)
    {
        for (var number = 0; number < count; number++)
        {
            _gate.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits in a function until the test lets it go on.</summary>
    public async Task PassAsync(CancellationToken cancellationToken = default) => await _gate.Reader.ReadAsync(cancellationToken);

    private sealed class RunEnd(Journal journal) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref journal._running);
    }
}

/// <summary>Writes what a host logs into a journal.</summary>
internal sealed class JournalLogger(Journal journal) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        journal.NoteLog(logLevel, formatter(state, exception), exception);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}

/// <summary>Queues and blobs as another program sees them.</summary>
internal static class StorageSteps
{
    public static string ToBase64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static async Task<QueueClient> QueueAsync(string connectionString, string name)
    {
        var queue = new QueueClient(connectionString, name);
        await queue.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        return queue;
    }

    public static Task SendAsync(this QueueClient queue, string text) => queue.SendRawAsync(ToBase64(text));

    public static Task SendRawAsync(this QueueClient queue, string text) => queue.SendMessageAsync(text, TestContext.Current.CancellationToken);

    /// <summary>How many messages there are, visible or not.</summary>
    public static async Task<int> CountAsync(this QueueClient queue)
    {
        QueueProperties properties = await queue.GetPropertiesAsync(TestContext.Current.CancellationToken);
        return properties.ApproximateMessagesCount;
    }

    /// <summary>Waits for a message and returns its text; the queue may not exist yet.</summary>
    public static async Task<string> NextAsync(this QueueClient queue)
    {
        string? text = null;
        await Eventually.True(async () =>
        {
            if (await queue.ExistsAsync(TestContext.Current.CancellationToken))
            {
                text = (await queue.ReceiveMessageAsync(cancellationToken: TestContext.Current.CancellationToken)).Value?.MessageText;
            }

            return text is not null;
        });
        return text!;
    }

    public static async Task<BlobContainerClient> ContainerAsync(string connectionString, string name)
    {
        var container = new BlobContainerClient(connectionString, name);
        await container.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }

    public static Task WriteAsync(this BlobContainerClient container, string name, string text) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true, TestContext.Current.CancellationToken);
}
