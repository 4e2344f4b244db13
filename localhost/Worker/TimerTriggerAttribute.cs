namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function at the times of a schedule.</summary>
/// <param name="schedule">Six-field NCRONTAB in UTC, seconds first; <c>%Setting%</c> takes it from the configuration.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>Six-field NCRONTAB in UTC, seconds first.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the last run is remembered across restarts, so that a missed one is made up. Schedules under a minute never are.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
