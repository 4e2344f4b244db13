using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Access;

/// <summary>Who may do what.</summary>
internal static class AccessServices
{
    /// <summary>Validates access tokens as the settings below <c>Authentication:Schemes:Bearer</c> say, and counts what officers look up.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A limit or one of these settings is wrong.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        BearerSettings.Check(configuration);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;

            // ASP.NET Core leaves out what the settings do not name. Where they name no issuer, it is the authority's own; a
            // registry that names no audience must not take tokens that were meant for others.
            options.TokenValidationParameters.ValidateIssuer = true;
            options.TokenValidationParameters.ValidateAudience = true;
            options.TokenValidationParameters.RoleClaimType = "roles";
            options.TokenValidationParameters.NameClaimType = "name";
        });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TimeProvider>((options, clock) =>
            options.TokenValidationParameters.LifetimeValidator = (notBefore, expires, _, parameters) => IsValidAt(
                clock.GetUtcNow().UtcDateTime, notBefore, expires, parameters.ClockSkew));
        return services.AddSingleton(OfficerLimits.From(configuration)).AddSingleton<AgencyAccess>();
    }

    /// <summary>The rule of the library itself (RFC 7519, 4.1.4 and 4.1.5, with some leeway for clocks that differ), by the registry's own clock.</summary>
    private static bool IsValidAt(DateTime now, DateTime? notBefore, DateTime? expires, TimeSpan leeway) =>
        expires is { } end && now < end + leeway && (notBefore is not { } start || now >= start - leeway);
}
