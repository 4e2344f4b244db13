using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Settings;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Queues;

/// <summary><c>extensions.queues</c> of host.json, with the defaults of the Azure Functions host.</summary>
internal sealed class QueueOptions
{
    private const string Section = "extensions:queues";
    private const int BatchLimit = 32;
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestVisibilityTimeout = TimeSpan.FromDays(7);

    /// <summary>How many messages are fetched at once, 1 to 32.</summary>
    public int BatchSize { get; set; } = 16;

    /// <summary>The next batch is fetched when no more runs than this are left; half of the batch where it is not set.</summary>
    public int? NewBatchThreshold { get; set; }

    /// <summary>How long a message is invisible after a failure.</summary>
    public TimeSpan VisibilityTimeout { get; set; }

    /// <summary>After this many attempts a message moves to the poison queue.</summary>
    public int MaxDequeueCount { get; set; } = 5;

    /// <summary>The longest wait between two looks at an idle queue, from 100 ms. This host never waits longer than 2 seconds.</summary>
    public TimeSpan MaxPollingInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How the text of a message is written.</summary>
    public MessageEncoding MessageEncoding { get; set; } = MessageEncoding.Base64;

    /// <summary>What <see cref="NewBatchThreshold"/> comes to.</summary>
    public int Threshold => NewBatchThreshold ?? BatchSize / 2;

    /// <summary>What <see cref="MaxPollingInterval"/> comes to.</summary>
    public TimeSpan PollingInterval => MaxPollingInterval < LongestPoll ? MaxPollingInterval : LongestPoll;

    /// <exception cref="StartException">A value that the Azure Functions host refuses.</exception>
    public static QueueOptions Read(IConfiguration configuration)
    {
        var options = HostJson.Options<QueueOptions>(configuration, Section);
        Check(options.BatchSize is >= 1 and <= BatchLimit, $"batchSize is {options.BatchSize}: it must be from 1 to {BatchLimit}.");
        Check(options.Threshold >= 0, $"newBatchThreshold is {options.Threshold}: it must not be negative.");
        Check(options.MaxDequeueCount >= 1, $"maxDequeueCount is {options.MaxDequeueCount}: it must be at least 1.");
        Check(
            options.VisibilityTimeout >= TimeSpan.Zero && options.VisibilityTimeout <= LongestVisibilityTimeout,
            $"visibilityTimeout is {options.VisibilityTimeout}: it must be from 0 to 7 days.");
        Check(
            options.MaxPollingInterval >= PollingBackoff.Minimum,
            $"maxPollingInterval is {options.MaxPollingInterval}: it must be at least 100 ms (00:00:00.1).");
        Check(Enum.IsDefined(options.MessageEncoding), "messageEncoding must be 'base64' or 'none'.");
        return options;
    }

    private static void Check(bool isValid, string problem)
    {
        if (!isValid)
        {
            throw new StartException($"host.json, extensions.queues: {problem}");
        }
    }
}

/// <summary>How the text of a message is written.</summary>
internal enum MessageEncoding
{
    /// <summary>Base64 of its UTF-8 bytes.</summary>
    Base64,

    /// <summary>As it is.</summary>
    None,
}
