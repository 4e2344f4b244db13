using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Timers;

/// <summary>Makes a listener for each function with a timer trigger.</summary>
internal sealed class TimerListenerFactory(
    IConfiguration configuration,
    IHostEnvironment environment,
    IServiceProvider services,
    StorageAccounts accounts,
    LeaseOptions leases,
    FunctionRunner runner,
    ILogger<TimerListener> logger) : IListenerFactory
{
    private readonly TimeProvider _time = services.GetService<TimeProvider>() ?? TimeProvider.System;

    public IEnumerable<IListener> Create(FunctionCatalog catalog) =>
        catalog.Of<TimerTriggerAttribute>().Select(pair => Create(pair.Function, pair.Trigger));

    private TimerListener Create(FunctionDescriptor function, TimerTriggerAttribute trigger)
    {
        var schedule = TimerSchedule.Parse(function, SettingReferences.Resolve(configuration, function, trigger.Schedule));
        var storage = HostStorage.Of(function, accounts, configuration, environment);
        var statuses = new TimerStatusStore(storage, function.Id);
        return new TimerListener(function, trigger, schedule, statuses, storage, leases.TimerLease, runner, _time, logger);
    }
}
