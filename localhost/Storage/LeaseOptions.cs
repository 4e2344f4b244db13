using Microsoft.Extensions.Configuration;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>
/// How long work stays with an instance that died. The Azure Functions host has 10 minutes for messages; this one comes
/// back sooner, since on a developer's machine processes die often.
/// </summary>
internal sealed class LeaseOptions
{
    private const string Section = "LocalHost";

    /// <summary>The lease of a message while its function runs; <c>LocalHost:MessageLease</c>.</summary>
    public TimeSpan MessageLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The lease of a blob's version while its function runs; <c>LocalHost:BlobLease</c>, 15 to 60 seconds.</summary>
    public TimeSpan BlobLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The lease of a timer's lock; <c>LocalHost:TimerLease</c>, 15 to 60 seconds.</summary>
    public TimeSpan TimerLease { get; set; } = TimeSpan.FromSeconds(15);

    /// <exception cref="StartException">A lease that storage does not give.</exception>
    public static LeaseOptions Read(IConfiguration configuration)
    {
        var options = Bind(configuration);
        CheckRange(nameof(MessageLease), options.MessageLease, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        CheckRange(nameof(BlobLease), options.BlobLease, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
        CheckRange(nameof(TimerLease), options.TimerLease, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
        return options;
    }

    private static LeaseOptions Bind(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(Section).Get<LeaseOptions>() ?? new LeaseOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartException(exception.Message, exception);
        }
    }

    private static void CheckRange(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            throw new StartException($"The setting {Section}:{name} is {value}: it must be from {least} to {most}.");
        }
    }
}
