using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Access;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Review;

/// <summary><c>GET /api/registrations?status=needsReview</c>: a coordinator sees what waits.</summary>
public sealed partial class ListRegistrations(
    AgencyAccess access, ReviewList reviews, RegistrationStore registrations, ILogger<ListRegistrations> logger, TimelyAnswers answers)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private const int LongestContinuation = 100;

    /// <summary>Answers 200 with a page of the registrations that need review, the longest waiting first.</summary>
    [Function(nameof(ListRegistrations))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (actor, refusal) = await access.EnterAsync(request, Roles.Coordinator, AuditAction.ReviewList, null, cancellationToken);
        if (actor is null)
        {
            return refusal!;
        }

        var errors = new ValidationErrors();
        var limit = ReadLimit(request.Query, errors);
        var continuation = ReadContinuation(request.Query, errors);
        if (request.Query["status"] != "needsReview")
        {
            errors.Add("status", "must be 'needsReview'");
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var page = await reviews.PageAsync(limit, continuation, cancellationToken);
        var items = await ItemsAsync(page.Ids, cancellationToken);
        var record = actor.Did(AuditAction.ReviewList) with { ResultCount = items.Count, ResultIds = [.. items.Select(item => item.Id)] };
        if (await access.RecordAsync(record, cancellationToken) is { } unavailable)
        {
            return unavailable;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new ReviewView(items, page.Continuation), ApiJson.Default.ReviewView);
    }

    private static int ReadLimit(IQueryCollection query, ValidationErrors errors)
    {
        var text = query["limit"].FirstOrDefault();
        if (text is null)
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        errors.Add("limit", $"must be a whole number between 1 and {MaxLimit}");
        return DefaultLimit;
    }

    private static string? ReadContinuation(IQueryCollection query, ValidationErrors errors)
    {
        var text = query["continuation"].FirstOrDefault();
        if (text is null || (text.Length is > 0 and <= LongestContinuation && text.All(char.IsAsciiLetterOrDigit)))
        {
            return text;
        }

        errors.Add("continuation", "must be the continuation of the answer before this one");
        return null;
    }

    /// <summary>The list may still name a registration that has just been settled; it is passed over.</summary>
    private async Task<List<ReviewItem>> ItemsAsync(IReadOnlyList<RegistrationId> ids, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(ids.Select(id => FindAsync(id, cancellationToken)));
        return [.. found.OfType<Registration>().Where(registration => registration.Status == RegistrationStatus.NeedsReview).Select(ReviewItem.Of)];
    }

    /// <summary>One that cannot be read must not hide the others.</summary>
    private async Task<Registration?> FindAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        try
        {
            return await registrations.FindAsync(id, cancellationToken);
        }
        catch (UnreadableRegistrationException exception)
        {
            LogUnreadable(logger, exception, id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Registration {Id} waits for review and cannot be read.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, RegistrationId id);
}
