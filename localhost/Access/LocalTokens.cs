using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessRegistry.Localhost.Access;

/// <summary>
/// Bearer tokens for trying the app on one machine: <c>GET /local/token?role=…&amp;name=…</c>. They are signed with a key
/// that lives as long as the process, and only callers on the same machine get one. Where the settings name a real
/// authority there are none.
/// </summary>
internal static class LocalTokens
{
    /// <summary>The setting that names who signs tokens in Azure.</summary>
    public const string AuthoritySetting = $"{Scheme}:Authority";

    private const string Scheme = "Authentication:Schemes:Bearer";
    private const string Issuer = "local-functions-host";
    private const string Audience = "local-registry";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary>Whether the host signs tokens: unless the settings say who else does.</summary>
    public static bool AreIssued(IConfiguration configuration) =>
        configuration[$"{Scheme}:ValidIssuer"] == Issuer && string.IsNullOrEmpty(configuration[AuthoritySetting]);

    /// <summary>Makes the app accept the host's tokens, unless its settings already say whose it accepts.</summary>
    public static void Configure(WebApplicationBuilder web)
    {
        if (web.Configuration.GetSection(Scheme).AsEnumerable().Any(setting => !string.IsNullOrWhiteSpace(setting.Value)))
        {
            return;
        }

        web.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{Scheme}:ValidIssuer"] = Issuer,
            [$"{Scheme}:ValidAudience"] = Audience,
            [$"{Scheme}:SigningKeys:0:Issuer"] = Issuer,
            [$"{Scheme}:SigningKeys:0:Value"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        });
    }

    /// <summary>Serves <c>/local/token</c>, unless somebody else signs the tokens.</summary>
    public static void MapLocalTokens(this WebApplication app)
    {
        if (!AreIssued(app.Configuration))
        {
            return;
        }

        var clock = app.Services.GetService<TimeProvider>() ?? TimeProvider.System;
        var key = Convert.FromBase64String(app.Configuration[$"{Scheme}:SigningKeys:0:Value"]!);
        app.MapGet("/local/token", context => Answer(context, key, clock).ExecuteAsync(context));
    }

    private static IResult Answer(HttpContext context, byte[] key, TimeProvider clock)
    {
        if (!LocalCaller.IsOnThisMachine(context))
        {
            return TypedResults.NotFound();
        }

        var roles = context.Request.Query["role"].OfType<string>().Where(role => role.Length > 0).ToArray();
        if (roles.Length == 0)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest, title: "A role is needed.", detail: "Ask for /local/token?role=Registry.Officer&name=Local%20Officer.");
        }

        var name = context.Request.Query["name"].FirstOrDefault() is { Length: > 0 } given ? given : "Local User";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new { token = Sign(key, roles, name, clock.GetUtcNow().UtcDateTime) });
    }

    private static string Sign(byte[] key, string[] roles, string name, DateTime now)
    {
        // The same name is the same person from one start to the next.
        var person = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now.AddMinutes(-1),
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object> { ["oid"] = person, ["sub"] = person, ["name"] = name, ["roles"] = roles },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        });
    }
}
