using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Settings;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary><c>extensions.blobs</c> of host.json, with the defaults of the Azure Functions host.</summary>
internal sealed class BlobOptions
{
    /// <summary>How many runs of all blob functions together there are at once; 8 for each processor where it is not set.</summary>
    public int MaxDegreeOfParallelism { get; set; } = 8 * Environment.ProcessorCount;

    /// <summary>After this many attempts a version of a blob is given up.</summary>
    public int PoisonBlobThreshold { get; set; } = 5;

    /// <exception cref="StartException">A value that the Azure Functions host refuses.</exception>
    public static BlobOptions Read(IConfiguration configuration)
    {
        var options = HostJson.Options<BlobOptions>(configuration, "extensions:blobs");
        CheckPositive("maxDegreeOfParallelism", options.MaxDegreeOfParallelism);
        CheckPositive("poisonBlobThreshold", options.PoisonBlobThreshold);
        return options;
    }

    private static void CheckPositive(string name, int value)
    {
        if (value < 1)
        {
            throw new StartException($"host.json, extensions.blobs: {name} is {value}: it must be at least 1.");
        }
    }
}
