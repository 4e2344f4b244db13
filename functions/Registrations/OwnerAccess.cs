using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Registrations;

/// <summary>Opens a registration to whoever presents one of its manage tokens.</summary>
public sealed class OwnerAccess(RegistrationStore registrations)
{
    private const string TokenHeader = "X-Manage-Token";
    private const int LongestToken = 200;

    /// <summary>The registration; <see langword="null"/> where there is none or the token does not open it.</summary>
    /// <param name="request">A request with the token in <c>X-Manage-Token</c>.</param>
    /// <param name="id">The id in its path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Registration?> OpenAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var token = request.Headers[TokenHeader].FirstOrDefault();
        return token is { Length: > 0 and <= LongestToken } && RegistrationId.TryParse(id, out var registrationId)
            ? await registrations.OpenAsync(registrationId, token, cancellationToken)
            : null;
    }
}
