using System.Diagnostics;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Telemetry;

/// <summary>
/// Starts the spans of the registry's own steps. They carry ids and outcomes, never what an owner wrote. Where nobody listens there are none,
/// and asking for one costs next to nothing.
/// </summary>
public sealed class RegistryTraces : IDisposable
{
    /// <summary>What names the spans' source.</summary>
    public const string SourceName = "ServerlessRegistry";

    private readonly ActivitySource _source = new(SourceName);

    /// <summary>A step within a run or a request.</summary>
    /// <param name="name">What is done, in lower case.</param>
    /// <param name="kind"><see cref="ActivityKind.Client"/> where another service does it.</param>
    public Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => _source.StartActivity(name, kind);

    /// <summary>The sending of a message: what it carries on is <see cref="TraceParent.Current"/> within the span.</summary>
    /// <param name="queue">Where it is sent to: a queue, or the container that serves as one.</param>
    /// <param name="registrationId">Which registration it is about.</param>
    public Activity? StartSending(string queue, string registrationId) =>
        _source.StartActivity($"send {queue}", ActivityKind.Producer)?.SetTag("queue", queue).SetTag("registration.id", registrationId);

    /// <summary>
    /// The run of a function for a message, in the trace of whoever sent it. The run that the Functions host traces by itself, where it does, is
    /// linked; a message without a trace belongs to that run.
    /// </summary>
    internal Activity? StartTaking(TakenMessage message)
    {
        var parent = TraceParent.Read(message.TraceParent);
        var host = Activity.Current?.Context ?? default;
        return _source.StartActivity(
            $"process {message.Queue}",
            ActivityKind.Consumer,
            parent == default ? host : parent,
            [new("queue", message.Queue), new("registration.id", RegistrationId.TryParse(message.RegistrationId, out var id) ? id.Value : null)],
            parent == default || host == default ? null : [new ActivityLink(host)]);
    }

    /// <summary>The run of a function on its schedule.</summary>
    internal Activity? StartTimer(string function) => _source.StartActivity(function, ActivityKind.Server);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}

/// <summary>How a span ends.</summary>
internal static class SpanOutcome
{
    /// <summary>Notes what came of the step.</summary>
    public static void EndAs(this Activity? span, string outcome) => span?.SetTag("outcome", outcome);

    /// <summary>Notes that the step failed, and by what type of exception. Its message stays out: it is for the log.</summary>
    public static void Fail(this Activity? span, Exception exception) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().FullName);
}
