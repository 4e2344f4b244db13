using System.Diagnostics.Metrics;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServerlessRegistry.Telemetry;

/// <summary>Registers what traces and measures the registry, and what sends that on.</summary>
internal static partial class TelemetryServices
{
    private const string ServiceName = "serverless-registry";

    /// <summary>Whose spans are sent: our own, the requests that come in and go out, and the runs that the Functions worker traces.</summary>
    private static readonly string[] Sources = [RegistryTraces.SourceName, "Microsoft.AspNetCore", "System.Net.Http", "Microsoft.Azure.Functions.Worker"];

    private static readonly string[] Meters = [RegistryMetrics.MeterName, "Microsoft.AspNetCore.Hosting"];

    /// <summary>Adds the traces and metrics. They are collected only where the settings name somewhere to send them.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong, so the registry must not start.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddMetrics()
            .AddSingleton<RegistryTraces>()
            .AddSingleton(provider => new RegistryMetrics(provider.GetRequiredService<IMeterFactory>().Create(new MeterOptions(RegistryMetrics.MeterName))))
            .AddSingleton<BackgroundRuns>();
        var destinations = TelemetryDestinations.Read(configuration);
        var sampler = TraceSampling.Read(configuration);
        return destinations.Any ? services.Send(destinations, sampler) : services;
    }

    static partial void TellFunctionsHost(IServiceCollection services);

    private static IServiceCollection Send(this IServiceCollection services, TelemetryDestinations destinations, Sampler sampler)
    {
        TellFunctionsHost(services);
        services.AddHostedService<HealthWatch>().AddTransient<IStartupFilter, RequestSpans>();
        services.AddLogging(logging => logging
            .AddFilter<OpenTelemetryLoggerProvider>("Microsoft", LogLevel.Warning)
            .AddFilter<OpenTelemetryLoggerProvider>("Azure", LogLevel.Warning)
            .AddFilter<OpenTelemetryLoggerProvider>("System", LogLevel.Warning));
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(Sources).AddProcessor(new DiscreetSpans()))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView("http.server.active_requests", MetricStreamConfiguration.Drop))
            .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true);
        if (destinations.IsOtlp)
        {
            telemetry.UseOtlpExporter();
        }

        if (destinations.AzureMonitor is not null)
        {
            telemetry
                .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(options => Address(options, destinations)))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(options => Address(options, destinations)))
                .WithLogging(logging => logging.AddAzureMonitorLogExporter(options => Address(options, destinations)));
        }

        // The last word: the exporter of Azure Monitor has set one, too.
        telemetry.WithTracing(tracing => tracing.SetSampler(_ => sampler));
        return services;
    }

    private static void Address(AzureMonitorExporterOptions options, TelemetryDestinations destinations)
    {
        options.ConnectionString = destinations.AzureMonitor;
        options.Credential = destinations.Credential;
    }
}
