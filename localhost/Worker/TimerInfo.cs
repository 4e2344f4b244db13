namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told about its schedule.</summary>
public class TimerInfo
{
    /// <summary>The last and next times; <see langword="null"/> where the timer is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run makes up for one that was missed.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The times of a timer function, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>When the function last ran; the default value before the first run.</summary>
    public DateTime Last { get; set; }

    /// <summary>What was the next time when the status was written. Within a scheduled run that is the time of this run, as in Azure.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this status was written.</summary>
    public DateTime LastUpdated { get; set; }
}
