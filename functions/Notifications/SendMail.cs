using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Notifications;

/// <summary>Sends a mail, for each message of <c>mail-requests</c>.</summary>
public sealed partial class SendMail(
    OwnerLetters letters,
    MailComposer composer,
    IMailer mailer,
    MailRequests requests,
    MailOptions options,
    BackgroundRuns runs,
    RegistryTraces traces,
    RegistryMetrics metrics,
    ILogger<SendMail> logger)
{
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Leaves the mail sent, asked for once more, or laid aside. What else goes wrong is tried again by the host, which lays
    /// the message aside after as many attempts as host.json says.
    /// </summary>
    [Function(nameof(SendMail))]
    public Task RunAsync([QueueTrigger(StorageNames.MailRequests)] MailRequest request, CancellationToken cancellationToken) => runs.RunAsync(
        nameof(SendMail),
        new TakenMessage(StorageNames.MailRequests, request.RegistrationId, request.TraceParent, request.SentAt),
        async () => metrics.Mailed(request.Kind, await SendAsync(request, cancellationToken)));

    private async Task<MailOutcome> SendAsync(MailRequest request, CancellationToken cancellationToken)
    {
        LetterPreparation preparation;
        try
        {
            preparation = await letters.PrepareAsync(request, cancellationToken);
        }
        catch (Exception exception) when (request.Kind == MailKind.ManageLink && StorageFailure.IsOutage(exception))
        {
            // Any other mail stands in its registration's row, and is asked for again; this one stands nowhere but in its message.
            await requests.SendLaterAsync(request, AfterOutage, cancellationToken);
            LogStorageAway(logger, exception, request.RegistrationId, request.Kind);
            return MailOutcome.Delayed;
        }

        if (preparation.IsUnderWay)
        {
            await requests.SendLaterAsync(request, options.RetryDelay, cancellationToken);
            LogUnderWay(logger, request.RegistrationId, request.Kind);
            return MailOutcome.Delayed;
        }

        if (preparation.Letter is not { } letter)
        {
            LogUnwanted(logger, request.RegistrationId, request.Kind);
            return MailOutcome.Unwanted;
        }

        try
        {
            await SendAsync(letter, cancellationToken);
        }
        catch (MailUnavailableException exception)
        {
            return await TryLaterAsync(request, letter, exception, cancellationToken);
        }
        catch (MailRefusedException exception)
        {
            LogRefused(logger, request.RegistrationId, request.Kind, exception.Stage, exception.Code);
            await GiveUpAsync(request, letter, cancellationToken);
            return MailOutcome.Refused;
        }

        // From here on a stop of the app must not send the mail twice.
        await letters.SentAsync(request, letter, CancellationToken.None);
        LogSent(logger, request.RegistrationId, request.Kind);
        return MailOutcome.Sent;
    }

    private async Task SendAsync(OwnerLetter letter, CancellationToken cancellationToken)
    {
        using var span = traces.Start("send mail", ActivityKind.Client)?.SetTag("kind", TelemetryName.Of(letter.Mail.Kind));
        try
        {
            using var message = composer.Compose(letter.Mail);
            await mailer.SendAsync(message, cancellationToken);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    private async Task<MailOutcome> TryLaterAsync(MailRequest request, OwnerLetter letter, MailUnavailableException exception, CancellationToken cancellationToken)
    {
        // The link of a mail that may have arrived after all goes on working.
        var undone = exception.MayHaveArrived ? letter with { Token = null } : letter;
        if (MailSchedule.DelayAfter(request.Attempt, options.RetryDelay) is not { } delay)
        {
            LogTooOften(logger, request.RegistrationId, request.Kind, exception.Stage, exception.Code, exception.Reason);
            await GiveUpAsync(request, undone, cancellationToken);
            return MailOutcome.GivenUp;
        }

        // Noted last: a note without its request would keep the upkeep from asking.
        await letters.TakeBackAsync(undone, cancellationToken);
        await requests.SendAgainAsync(request, delay, cancellationToken);
        await letters.NoteRetryAsync(request, delay, cancellationToken);
        LogLater(logger, request.RegistrationId, request.Kind, exception.Stage, exception.Code, exception.Reason, delay);
        return MailOutcome.Delayed;
    }

    private async Task GiveUpAsync(MailRequest request, OwnerLetter letter, CancellationToken cancellationToken)
    {
        await requests.GiveUpAsync(request, cancellationToken);
        await letters.GivenUpAsync(request, letter, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The mail {Kind} for registration {Id} is sent.")]
    private static partial void LogSent(ILogger logger, string id, MailKind kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "The mail {Kind} for registration {Id} is being sent already; another look follows.")]
    private static partial void LogUnderWay(ILogger logger, string id, MailKind kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail {Kind} for registration {Id} waits for the storage, which does not answer.")]
    private static partial void LogStorageAway(ILogger logger, Exception exception, string id, MailKind kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "The mail {Kind} for registration {Id} is no longer wanted.")]
    private static partial void LogUnwanted(ILogger logger, string id, MailKind kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail {Kind} for registration {Id} is tried again in {Delay}: {Stage}, code {Code}, {Reason}.")]
    private static partial void LogLater(ILogger logger, string id, MailKind kind, MailStage stage, int? code, string reason, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail {Kind} for registration {Id} was tried too often and is given up: {Stage}, code {Code}, {Reason}.")]
    private static partial void LogTooOften(ILogger logger, string id, MailKind kind, MailStage stage, int? code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail {Kind} for registration {Id} is refused for good and is given up: {Stage}, code {Code}.")]
    private static partial void LogRefused(ILogger logger, string id, MailKind kind, MailStage stage, int code);
}
