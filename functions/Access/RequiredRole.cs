using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Access;

/// <summary>How a function lets only members of the agency with a role go on.</summary>
internal static class RequiredRole
{
    /// <summary>The first thing that a function for members of the agency does.</summary>
    /// <param name="request">A request with a bearer token.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <returns><see langword="null"/> where the caller has the role; else the answer to give: 401 without a valid token, 403 with one that lacks the role.</returns>
    public static async Task<IResult?> RefuseUnlessAsync(this HttpRequest request, string role)
    {
        var authentication = await request.HttpContext.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!authentication.Succeeded)
        {
            return Problems.NotAuthenticated();
        }

        return authentication.Principal.IsInRole(role) ? null : Problems.NotAllowed(role);
    }
}
