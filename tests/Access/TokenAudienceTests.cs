using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessRegistry.Tests.Access;

/// <summary>What a registry whose settings are incomplete makes of tokens that were meant for others.</summary>
public sealed class TokenAudienceTests(AzuriteFixture azurite)
{
    private const string Scheme = "Authentication:Schemes:Bearer";
    private const string Issuer = "https://issuer.example.org";

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    public async Task Token_OfTheIssuer_CountsOnlyWhereTheSettingsNameItsAudience(bool namesAudience, HttpStatusCode expected)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var settings = new Dictionary<string, string?>
        {
            [$"{Scheme}:ValidIssuer"] = Issuer,
            [$"{Scheme}:SigningKeys:0:Issuer"] = Issuer,
            [$"{Scheme}:SigningKeys:0:Value"] = Convert.ToBase64String(key),
        };
        if (namesAudience)
        {
            settings[$"{Scheme}:ValidAudience"] = "registry";
        }

        await using var host = RegistryHost.Start(azurite.NewAccount(), settings);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/audit");
        string[] roles = ["Registry.Auditor"];
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = "registry",
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
            Claims = new Dictionary<string, object> { ["oid"] = "1", ["roles"] = roles },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        }));

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }
}
