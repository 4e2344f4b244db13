using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ServerlessRegistry.Requests;

/// <summary>The error answers of the API, as RFC 9457 problem documents.</summary>
internal static class Problems
{
    /// <summary>400, with what to mend by JSON path.</summary>
    public static ProblemHttpResult Invalid(ValidationErrors errors) => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        title: "The request is not valid.",
        detail: "Mend what stands in 'errors' and send the request again.",
        extensions: new Dictionary<string, object?> { ["errors"] = errors.ToDictionary() });

    /// <summary>400, for a request that cannot even be read.</summary>
    public static ProblemHttpResult Unreadable(string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be read.", detail: detail);

    /// <summary>413.</summary>
    /// <param name="limit">The largest accepted body, in bytes.</param>
    public static ProblemHttpResult TooLarge(int limit) => TypedResults.Problem(
        statusCode: StatusCodes.Status413PayloadTooLarge,
        title: "The request body is too large.",
        detail: $"A body may have up to {limit / 1024} KiB.");

    /// <summary>415.</summary>
    public static ProblemHttpResult NotJson() => TypedResults.Problem(
        statusCode: StatusCodes.Status415UnsupportedMediaType,
        title: "The media type is not supported.",
        detail: "Send application/json in UTF-8, without a content encoding.");

    /// <summary>401, with the challenge that RFC 6750 asks for.</summary>
    public static IResult NotAuthenticated() => new WithHeader(
        TypedResults.Problem(
            statusCode: StatusCodes.Status401Unauthorized,
            title: "A valid access token is needed.",
            detail: "Send 'Authorization: Bearer' and an access token of your organization."),
        "WWW-Authenticate",
        "Bearer");

    /// <summary>403.</summary>
    public static ProblemHttpResult NotAllowed(string role) => TypedResults.Problem(
        statusCode: StatusCodes.Status403Forbidden,
        title: "Your role does not allow this.",
        detail: $"The access token must have the role {role}.");

    /// <summary>404. An unknown id and a wrong token look the same, so that nobody can find out which ids exist.</summary>
    public static ProblemHttpResult NoSuchRegistration() => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "There is no such registration.",
        detail: "Check the id, and send the token that came with the registration as X-Manage-Token.");

    /// <summary>404 for a placard code; says the same as the answer for a known one, so that a page need not tell them apart.</summary>
    public static ProblemHttpResult NoSuchPlacard() => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "There is no such placard.",
        detail: "Check the code: it has three groups of four digits and letters.",
        extensions: new Dictionary<string, object?> { ["genuine"] = false, ["current"] = false });

    /// <summary>406.</summary>
    /// <param name="mediaTypes">What the answer can be.</param>
    public static ProblemHttpResult NotAcceptable(IEnumerable<string> mediaTypes) => TypedResults.Problem(
        statusCode: StatusCodes.Status406NotAcceptable,
        title: "The answer cannot be given in an accepted format.",
        detail: $"Accept {string.Join(" or ", mediaTypes)}.");

    /// <summary>404 for members of the agency.</summary>
    public static ProblemHttpResult NotOnTheMap() => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "There is no such registration.",
        detail: "Check the id; it may have been withdrawn since it was found.");

    /// <summary>412: what the caller wants to change is not what it was.</summary>
    public static ProblemHttpResult ChangedMeanwhile() => TypedResults.Problem(
        statusCode: StatusCodes.Status412PreconditionFailed,
        title: "The registration has changed meanwhile.",
        detail: "Get it again, look at what is different, and send your change with the new ETag.");

    /// <summary>428: a change must say of which version it is one.</summary>
    public static ProblemHttpResult VersionNeeded() => TypedResults.Problem(
        statusCode: StatusCodes.Status428PreconditionRequired,
        title: "The change does not say of which version it is one.",
        detail: "Send the ETag that you got with the registration as If-Match.");

    /// <summary>409, for a registration that has expired.</summary>
    public static ProblemHttpResult HasExpired() => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict,
        title: "The registration has expired.",
        detail: "Renew it first; then it can be changed.");

    /// <summary>409, for a registration that does not count yet.</summary>
    public static ProblemHttpResult NotConfirmed() => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict,
        title: "The registration is not confirmed yet.",
        detail: "Open the link in the mail that was sent to its owner first.");

    /// <summary>409, for a token that confirms nothing.</summary>
    public static ProblemHttpResult NotByThisToken() => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict,
        title: "This token does not confirm the e-mail address.",
        detail: "Open the link in the newest mail that was sent to the address.");

    /// <summary>409, for an owner who has confirmed a registration of the same address before. Only who reads the mailbox gets to see this.</summary>
    public static ProblemHttpResult AlreadyRegistered() => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict,
        title: "You have registered this address already.",
        detail: "A mail with the link to that registration is on its way; change it there.");

    /// <summary>409, for a registration that nobody can place by hand now.</summary>
    public static ProblemHttpResult NotToBePlaced() => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict,
        title: "The registration cannot be placed by hand now.",
        detail: "It is being placed by itself, or is withdrawn or expired. Look at it again in a minute.");

    /// <summary>429, with when to ask again.</summary>
    public static IResult TooMany(TimeSpan retryAfter) => RetryAfter(
        retryAfter,
        TypedResults.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "That is too many in a minute.",
            detail: "Wait as long as Retry-After says."));

    /// <summary>409, with when to ask again.</summary>
    public static IResult NotReady(string detail, TimeSpan retryAfter) => RetryAfter(
        retryAfter, TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "The placard is not ready.", detail: detail));

    /// <summary>503: what cannot be recorded is not disclosed.</summary>
    public static IResult NotRecorded(TimeSpan retryAfter) => RetryAfter(
        retryAfter,
        TypedResults.Problem(
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "The request cannot be recorded.",
            detail: "The audit log does not answer, and nothing is disclosed without a record. Try again soon."));

    /// <summary>422, for an idempotency key that came before with something else, or too often.</summary>
    public static ProblemHttpResult KeyReused() => TypedResults.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The Idempotency-Key cannot be used again.",
        detail: "It came with another body before, or too often. Send a new key with a new registration; repeat a key only with the same body.");

    /// <summary>503, with when to ask again.</summary>
    public static IResult Unavailable(string detail, TimeSpan retryAfter) => RetryAfter(
        retryAfter,
        TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "A service that this needs is not available.", detail: detail));

    /// <summary>
    /// An answer that says when to ask again. In Azure the pages come from another host name, and browsers hide the header from them
    /// unless they are told not to.
    /// </summary>
    public static IResult RetryAfter(TimeSpan wait, IResult problem)
    {
        var retry = new WithHeader(problem, HeaderNames.RetryAfter, Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return new WithHeader(retry, HeaderNames.AccessControlExposeHeaders, HeaderNames.RetryAfter);
    }

    private sealed class WithHeader(IResult result, string name, string value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[name] = value;
            return result.ExecuteAsync(httpContext);
        }
    }
}
