using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessRegistry.Tests.Api;

/// <summary>What is no access token of the agency opens nothing, and the answer tells a forger nothing.</summary>
[Collection(SharedApi.Name)]
public sealed class ForgedTokenTests(ApiFixture api, AzuriteFixture azurite)
{
    private const string Search = "/api/cameras/search";

    private static readonly Dictionary<string, Func<TokenMint, string>> Forgeries = new()
    {
        ["expired"] = mint => mint.Make(claims: claims => claims["exp"] = mint.SecondsFromNow(-600)),
        ["not yet valid"] = mint => mint.Make(claims: claims => claims["nbf"] = mint.SecondsFromNow(600)),
        ["never expires"] = mint => mint.Make(claims: claims => claims.Remove("exp")),
        ["for another audience"] = mint => mint.Make(claims: claims => claims["aud"] = "another-app"),
        ["for no audience"] = mint => mint.Make(claims: claims => claims.Remove("aud")),
        ["from another issuer"] = mint => mint.Make(claims: claims => claims["iss"] = "https://sts.windows.net/another-tenant/"),
        ["from no issuer"] = mint => mint.Make(claims: claims => claims.Remove("iss")),
        ["alg none"] = mint => mint.Make(header => header["alg"] = "none", sign: _ => []),
        ["alg None"] = mint => mint.Make(header => header["alg"] = "None", sign: _ => []),
        ["alg none with a signature"] = mint => mint.Make(header => header["alg"] = "none"),
        ["no alg"] = mint => mint.Make(header => header.Remove("alg")),
        ["unsigned"] = mint => mint.Make(sign: _ => []),
        ["without its last part"] = mint => mint.Make()[..mint.Make().LastIndexOf('.')],
        ["signed with another key"] = mint => mint.Make(sign: data => HMACSHA256.HashData(RandomNumberGenerator.GetBytes(32), data)),
        ["signed with an empty key"] = mint => mint.Make(sign: data => HMACSHA256.HashData(Array.Empty<byte>(), data)),
        ["with a cut signature"] = mint => mint.Make(sign: data => mint.Sign(data)[..16]),
        ["with a tampered payload"] = mint => Transplant(mint.Make(claims: claims => claims["roles"] = new JsonArray("Registry.Visitor")), mint.Make(), part: 1),
        ["with a tampered header"] = mint => Transplant(mint.Make(), mint.Make(header => header["kid"] = "another"), part: 0),
        ["RS256 signed with the shared key"] = mint => mint.Make(header => header["alg"] = "RS256"),
        ["RS256 with the forger's key in it"] = mint => WithOwnKey(mint),
        ["HS512 signed with another key"] = mint => mint.Make(header => header["alg"] = "HS512", sign: data => HMACSHA512.HashData(RandomNumberGenerator.GetBytes(64), data)),
        ["key named by a path"] = mint => mint.Make(header => header["kid"] = "../../../../dev/null", sign: data => HMACSHA256.HashData(Array.Empty<byte>(), data)),
        ["claims that are no JSON"] = mint => mint.Sealed(Encode("{\"alg\":\"HS256\"}"u8), Encode("nothing"u8)),
        ["empty"] = _ => "",
        ["dots only"] = _ => "..",
        ["not a token"] = _ => "not-a-token",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Fact]
    public async Task Token_MadeByTheTestsAsTheHostMakesIt_IsTaken()
    {
        using var response = await api.SendAsync("POST", Search, "Authorization", $"Bearer {Mint().Make()}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_Forged_Gives401AndNoHintOnEveryMemberFunction(string forgery)
    {
        var token = Forgeries[forgery](Mint());
        var operations = OpenApiDocument.Instance.Operations.Where(operation => operation.Scheme == "bearer").ToList();

        Assert.NotEmpty(operations);
        foreach (var operation in operations)
        {
            var path = operation.PathWith(api.KnownValueOf);
            using var without = await api.SendAsync(operation.Method, path);
            using var with = await api.SendAsync(operation.Method, path, "Authorization", $"Bearer {token}");

            Assert.Equal(HttpStatusCode.Unauthorized, with.StatusCode);
            Assert.Equal("Bearer", with.Headers.WwwAuthenticate.ToString());
            Assert.Equal(await without.Content.ReadAsStringAsync(Cancellation), await with.Content.ReadAsStringAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Token_InTheUrlOrInACookie_IsNotTaken()
    {
        var token = Mint().Make();

        using var inTheUrl = await api.SendAsync("POST", $"{Search}?access_token={token}");
        using var inACookie = await api.SendAsync("POST", Search, "Cookie", $"access_token={token}");

        Assert.Equal(HttpStatusCode.Unauthorized, inTheUrl.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, inACookie.StatusCode);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("scp")]
    [InlineData("groups")]
    [InlineData("http://schemas.microsoft.com/ws/2008/06/identity/claims/role")]
    public async Task Token_WithTheRoleInAnotherClaim_Gives403(string claim)
    {
        var token = Mint().Make(claims: claims =>
        {
            claims.Remove("roles");
            claims[claim] = "Registry.Officer";
        });

        using var response = await api.SendAsync("POST", Search, "Authorization", $"Bearer {token}");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Token_SignedWithThePublicKeyAsASecret_IsNotTakenWhereTheAgencySignsWithAPrivateKey()
    {
        using var agency = RSA.Create(2048);
        await using var host = RegistryHost.Start(azurite.NewAccount(), configureServices: services =>
            services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
                options.TokenValidationParameters.IssuerSigningKeys = [new RsaSecurityKey(agency.ExportParameters(includePrivateParameters: false))]));
        var mint = Mint();
        var genuine = mint.Make(header => header["alg"] = "RS256", sign: data => agency.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(agency.ExportSubjectPublicKeyInfoPem()), Encoding.UTF8.GetBytes(agency.ExportSubjectPublicKeyInfoPem() + "\n"),
            Encoding.UTF8.GetBytes(agency.ExportRSAPublicKeyPem()), agency.ExportSubjectPublicKeyInfo(), agency.ExportRSAPublicKey(),
            agency.ExportParameters(includePrivateParameters: false).Modulus!,
        ];

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(host, genuine));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, mint.Make()));
        foreach (var secret in secrets)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, mint.Make(sign: data => HMACSHA256.HashData(secret, data))));
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(RegistryHost host, string token)
    {
        using var request = ApiFixture.Request("POST", Search, "Authorization", $"Bearer {token}");
        using var response = await host.Client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>The first token with one part of the second.</summary>
    private static string Transplant(string token, string other, int part)
    {
        var parts = token.Split('.');
        Assert.NotEqual(parts[part], other.Split('.')[part]);
        parts[part] = other.Split('.')[part];
        return string.Join('.', parts);
    }

    /// <summary>A token that brings the key to check it with.</summary>
    private static string WithOwnKey(TokenMint mint)
    {
        using var forger = RSA.Create(2048);
        var key = forger.ExportParameters(includePrivateParameters: false);
        return mint.Make(
            header =>
            {
                header["alg"] = "RS256";
                header["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = Encode(key.Modulus), ["e"] = Encode(key.Exponent) };
            },
            sign: data => forger.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private TokenMint Mint() => new(api.Host.Services.GetRequiredService<IConfiguration>(), TimeProvider.System.GetUtcNow());

    /// <summary>Makes tokens as the local host does, apart from what a test changes.</summary>
    private sealed class TokenMint(IConfiguration configuration, DateTimeOffset now)
    {
        private const string Scheme = "Authentication:Schemes:Bearer";
        private readonly byte[] _key = Convert.FromBase64String(configuration[$"{Scheme}:SigningKeys:0:Value"]!);

        public long SecondsFromNow(int seconds) => now.ToUnixTimeSeconds() + seconds;

        public byte[] Sign(byte[] data) => HMACSHA256.HashData(_key, data);

        public string Make(Action<JsonObject>? header = null, Action<JsonObject>? claims = null, Func<byte[], byte[]>? sign = null)
        {
            var head = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT" };
            var body = new JsonObject
            {
                ["iss"] = configuration[$"{Scheme}:ValidIssuer"],
                ["aud"] = configuration[$"{Scheme}:ValidAudience"],
                ["iat"] = SecondsFromNow(0),
                ["nbf"] = SecondsFromNow(-60),
                ["exp"] = SecondsFromNow(3600),
                ["oid"] = "5d0a7f0e-7a3c-4a0f-9a55-0f1f7e0c2b1d",
                ["sub"] = "5d0a7f0e-7a3c-4a0f-9a55-0f1f7e0c2b1d",
                ["name"] = "Forged Officer",
                ["roles"] = new JsonArray("Registry.Officer", "Registry.Coordinator", "Registry.Auditor"),
            };
            header?.Invoke(head);
            claims?.Invoke(body);
            return Sealed(Encode(Encoding.UTF8.GetBytes(head.ToJsonString())), Encode(Encoding.UTF8.GetBytes(body.ToJsonString())), sign);
        }

        /// <summary>A header and claims, both encoded, with their signature.</summary>
        public string Sealed(string header, string claims, Func<byte[], byte[]>? sign = null) =>
            $"{header}.{claims}.{Encode((sign ?? Sign)(Encoding.ASCII.GetBytes($"{header}.{claims}")))}";
    }
}
