using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Access;

/// <summary>Who may do what.</summary>
internal static class AccessServices
{
    /// <summary>Validates access tokens as the settings below <c>Authentication:Schemes:Bearer</c> say.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters.RoleClaimType = "roles";
            options.TokenValidationParameters.NameClaimType = "name";
        });
        return services.AddSingleton<AgencyAccess>();
    }
}
