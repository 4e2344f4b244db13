using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Settings;

namespace ServerlessRegistry.Localhost.Http;

/// <summary><c>extensions.http</c> of host.json, with the defaults of the Azure Functions host outside the Consumption plan.</summary>
internal sealed class HttpOptions
{
    /// <summary>What stands for no limit.</summary>
    public const int Unlimited = -1;

    private const string Section = "extensions:http";

    /// <summary>What stands before every route; empty for none.</summary>
    public string RoutePrefix { get; set; } = "api";

    /// <summary>The most requests that wait or run; any further one is refused at once. -1 for no limit.</summary>
    public int MaxOutstandingRequests { get; set; } = Unlimited;

    /// <summary>The most requests that run side by side; any further one waits for its turn. -1 for no limit.</summary>
    public int MaxConcurrentRequests { get; set; } = Unlimited;

    /// <exception cref="StartException">A value that the Azure Functions host refuses.</exception>
    public static HttpOptions Read(IConfiguration configuration)
    {
        var options = HostJson.Options<HttpOptions>(configuration, Section);
        Check(options.MaxOutstandingRequests, "maxOutstandingRequests");
        Check(options.MaxConcurrentRequests, "maxConcurrentRequests");
        return options;
    }

    private static void Check(int limit, string name)
    {
        if (limit is not (Unlimited or > 0))
        {
            throw new StartException($"host.json, extensions.http: {name} is {limit}: it must be above 0, or -1 for no limit.");
        }
    }
}
