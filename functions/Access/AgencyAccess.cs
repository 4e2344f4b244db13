using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Access;

/// <summary>
/// The door for members of the agency: lets only those in who have the role, and records what they do and what they were
/// refused before the answer leaves.
/// </summary>
public sealed class AgencyAccess(AuditLog audit, OfficerLimits limits, TimeProvider clock)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>The first thing that a function for members of the agency does.</summary>
    /// <param name="request">A request with a bearer token.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="action">What the function does.</param>
    /// <param name="target">What to, where the route says so: see <see cref="AuditTarget"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the audit log.</param>
    /// <returns>
    /// Who acts; or the answer to give instead: 401 without a valid token, 403 with one that lacks the role, 503 where that cannot be recorded.
    /// </returns>
    internal async Task<(RequestActor? Actor, IResult? Refusal)> EnterAsync(
        HttpRequest request, string role, AuditAction action, JsonElement? target, CancellationToken cancellationToken)
    {
        var authentication = await request.HttpContext.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!authentication.Succeeded)
        {
            return (null, Problems.NotAuthenticated());
        }

        if (authentication.Principal.IsInRole(role))
        {
            return (RequestActor.Of(request, authentication.Principal, role, clock.GetUtcNow()), null);
        }

        var refused = RequestActor.Of(request, authentication.Principal, null, clock.GetUtcNow()).Did(action) with
        {
            Outcome = AuditOutcome.Refused,
            Status = StatusCodes.Status403Forbidden,
            Target = target,
        };
        return (null, await RecordAsync(refused, cancellationToken) ?? Problems.NotAllowed(role));
    }

    /// <summary>Counts what officers can do only so often.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="action">A search or a disclosure.</param>
    /// <param name="target">What to, as above.</param>
    /// <param name="cancellationToken">Ends the wait for the audit log.</param>
    /// <returns><see langword="null"/> where the officer may go on; else the answer to give: 429, or 503 where that cannot be recorded.</returns>
    internal async Task<IResult?> RefuseAboveLimitAsync(
        RequestActor actor, AuditAction action, JsonElement? target, CancellationToken cancellationToken)
    {
        if (limits.Count(action, actor.ObjectId) is not { } wait)
        {
            return null;
        }

        var refused = actor.Did(action) with
        {
            Outcome = AuditOutcome.Refused,
            Status = StatusCodes.Status429TooManyRequests,
            Target = target,
        };
        return await RecordAsync(refused, cancellationToken) ?? Problems.TooMany(wait);
    }

    /// <summary>The last thing that a function does before it answers: records what the answer discloses.</summary>
    /// <param name="entry">Who did what.</param>
    /// <param name="cancellationToken">Ends the wait for the audit log.</param>
    /// <returns><see langword="null"/> once the entry is durable; else the answer to give instead, 503.</returns>
    internal async Task<IResult?> RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await audit.AppendAsync(entry, cancellationToken);
            return null;
        }
        catch (AuditUnavailableException)
        {
            return Problems.NotRecorded(RetryAfter);
        }
    }
}
