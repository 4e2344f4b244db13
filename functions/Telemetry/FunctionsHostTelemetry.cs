using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Telemetry;

/// <summary>What only the worker of the Azure Functions host knows; the local build leaves this file out.</summary>
internal static partial class TelemetryServices
{
    /// <summary>Tells the Functions host that this process sends its own logs, so that the host does not send them once more.</summary>
    static partial void TellFunctionsHost(IServiceCollection services) =>
        services.Configure<WorkerOptions>(options => options.Capabilities["WorkerOpenTelemetryEnabled"] = bool.TrueString);
}
