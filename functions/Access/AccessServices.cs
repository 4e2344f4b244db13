using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Access;

/// <summary>Who may do what.</summary>
internal static class AccessServices
{
    /// <summary>Validates access tokens as the settings below <c>Authentication:Schemes:Bearer</c> say, and counts what officers look up.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A limit is wrong.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters.RoleClaimType = "roles";
            options.TokenValidationParameters.NameClaimType = "name";
        });
        return services.AddSingleton(OfficerLimits.From(configuration)).AddSingleton<AgencyAccess>();
    }
}
