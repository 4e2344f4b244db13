using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Takes the app's services and settings and builds the host that runs its functions.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder
{
    private readonly LocalHostBuilder _builder;

    internal FunctionsApplicationBuilder(LocalHostBuilder builder)
    {
        _builder = builder;
    }

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_builder.Web).Properties;

    /// <summary>The app's settings; sources added here win over those already there.</summary>
    public ConfigurationManager Configuration => _builder.Web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <inheritdoc/>
    public IHostEnvironment Environment => _builder.Web.Environment;

    /// <inheritdoc/>
    public ILoggingBuilder Logging => _builder.Web.Logging;

    /// <inheritdoc/>
    public IMetricsBuilder Metrics => _builder.Web.Metrics;

    /// <inheritdoc/>
    public IServiceCollection Services => _builder.Web.Services;

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_builder.Web).ConfigureContainer(factory, configure);

    /// <summary>The host, ready to start.</summary>
    public IHost Build() => new ConsoleHost(_builder.Build());

    internal void ServeHttp() => _builder.ServeHttp();
}
