using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Registrations;

/// <summary>Opens a registration to whoever presents one of its manage tokens.</summary>
public sealed class OwnerAccess(RegistrationStore registrations, TimeProvider clock)
{
    private const string TokenHeader = "X-Manage-Token";
    private const int LongestToken = 200;

    /// <summary>The token that a caller presents in <c>X-Manage-Token</c>; <see langword="null"/> where it can be none, or there are several.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers[TokenHeader] is [{ Length: > 0 and <= LongestToken } token] ? token : null;

    /// <summary>The registration; <see langword="null"/> where there is none, the token does not open it, or its owner has taken it back.</summary>
    /// <param name="request">A request with the token in <c>X-Manage-Token</c>.</param>
    /// <param name="id">The id in its path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Registration?> OpenAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        await OpenEvenWithdrawnAsync(request, id, cancellationToken) is { Status: not RegistrationStatus.Withdrawn } registration ? registration : null;

    /// <summary>The same, also where the registration is withdrawn and not erased yet, so that its owner can finish that.</summary>
    public async Task<Registration?> OpenEvenWithdrawnAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        TokenOf(request) is { } token
        && RegistrationId.TryParse(id, out var registrationId)
        && await registrations.FindAsync(registrationId, token, cancellationToken) is { } found
        && found.Token.Opens(clock.GetUtcNow())
            ? found.Registration
            : null;
}
