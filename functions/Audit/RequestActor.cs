using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Audit;

/// <summary>The member of the agency who acts, as the validated access token and the connection say.</summary>
/// <param name="ObjectId">The object id in Microsoft Entra ID; the subject of a token without one.</param>
/// <param name="Name">The name in the token; empty where it has none.</param>
/// <param name="Role">The role in which the person acts.</param>
/// <param name="ClientAddress">Where the request came from; <see langword="null"/> where that is not known.</param>
/// <param name="At">When it came.</param>
public sealed record RequestActor(string ObjectId, string Name, string Role, string? ClientAddress, DateTimeOffset At)
{
    /// <summary>A name longer than this is cut: it comes from a directory and is only an aid to the object id.</summary>
    private const int LongestName = 200;

    /// <summary>Reads who acts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="principal">Whose token it carries.</param>
    /// <param name="role">The role in which the person acts; <see langword="null"/> for a person who lacks the one that is needed.</param>
    /// <param name="at">The time.</param>
    public static RequestActor Of(HttpRequest request, ClaimsPrincipal principal, string? role, DateTimeOffset at)
    {
        var name = principal.FindFirstValue("name") ?? "";
        return new RequestActor(
            principal.FindFirstValue("oid") ?? principal.FindFirstValue("sub") ?? "",
            name.Length <= LongestName ? name : name[..LongestName],
            role ?? string.Join(' ', principal.FindAll("roles").Select(claim => claim.Value)),
            Audit.ClientAddress.Of(request),
            at.ToUniversalTime());
    }

    /// <summary>The entry for something that succeeded, to be completed with what it was.</summary>
    public AuditEntry Did(AuditAction action) => new()
    {
        At = At,
        ObjectId = ObjectId,
        Name = Name,
        Role = Role,
        Action = action,
        Outcome = AuditOutcome.Succeeded,
        Status = StatusCodes.Status200OK,
        ClientAddress = ClientAddress,
    };

    /// <summary>The entry for something that could not be done.</summary>
    /// <param name="action">What was tried.</param>
    /// <param name="status">The status code of the answer.</param>
    public AuditEntry Failed(AuditAction action, int status) => Did(action) with { Outcome = AuditOutcome.Failed, Status = status };
}
