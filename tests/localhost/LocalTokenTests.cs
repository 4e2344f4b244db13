using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class LocalTokenTests
{
    [Fact]
    public async Task Token_ForAPerson_ValidatesAndSaysWhoAndWhat()
    {
        await using var host = await HttpTestHost.StartAsync<Plain>();
        using var client = host.CreateClient();

        var token = await ValidatedAsync(host, await TokenAsync(client, "/local/token?role=Registry.Officer&role=Registry.Auditor&name=Local%20Officer"));

        Assert.Equal("Local Officer", token.GetClaim("name").Value);
        Assert.True(Guid.TryParse(token.GetClaim("oid").Value, out _));
        Assert.Equal(["Registry.Officer", "Registry.Auditor"], token.GetPayloadValue<string[]>("roles"));
        Assert.Equal(["local-registry"], token.Audiences);
        Assert.InRange(token.ValidTo, DateTime.UtcNow.AddHours(7), DateTime.UtcNow.AddHours(9));
    }

    [Fact]
    public async Task Token_ForOneRole_HasItInAnArray()
    {
        await using var host = await HttpTestHost.StartAsync<Plain>();
        using var client = host.CreateClient();

        var token = await ValidatedAsync(host, await TokenAsync(client, "/local/token?role=Registry.Officer"));

        Assert.Equal(JsonValueKind.Array, token.GetPayloadValue<JsonElement>("roles").ValueKind);
    }

    [Fact]
    public async Task Token_ForTheSameName_IsTheSamePersonInEveryRun()
    {
        await using var first = await HttpTestHost.StartAsync<Plain>();
        await using var second = await HttpTestHost.StartAsync<Plain>();
        using var firstClient = first.CreateClient();
        using var secondClient = second.CreateClient();

        var one = await ValidatedAsync(first, await TokenAsync(firstClient, "/local/token?role=a&name=Ana"));
        var same = await ValidatedAsync(second, await TokenAsync(secondClient, "/local/token?role=b&name=Ana"));
        var other = await ValidatedAsync(second, await TokenAsync(secondClient, "/local/token?role=b&name=Eva"));

        Assert.Equal(one.GetClaim("oid").Value, same.GetClaim("oid").Value);
        Assert.NotEqual(one.GetClaim("oid").Value, other.GetClaim("oid").Value);
        await Assert.ThrowsAsync<SecurityTokenSignatureKeyNotFoundException>(() => ValidatedAsync(second, one.EncodedToken));
    }

    [Theory]
    [InlineData("/local/token")]
    [InlineData("/local/token?role=")]
    [InlineData("/local/token?name=Ana")]
    public async Task Token_WithoutARole_IsRefusedWithTheReason(string path)
    {
        await using var host = await HttpTestHost.StartAsync<Plain>();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:7071", true)]
    [InlineData("127.0.0.1:7071", true)]
    [InlineData("[::1]:7071", true)]
    [InlineData("registry.example", false)]
    [InlineData("localhost.registry.example", false)]
    [InlineData("10.1.2.3", false)]
    public async Task Token_UnderAName_IsIssuedOnlyIfTheNameIsThisMachine(string name, bool isIssued)
    {
        await using var host = await HttpTestHost.StartAsync<Plain>();
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Host = name;

        using var response = await client.GetAsync("/local/token?role=a", TestContext.Current.CancellationToken);

        Assert.Equal(isIssued ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Token_ForACallerBehindAProxy_IsNotIssued()
    {
        await using var host = await HttpTestHost.StartAsync<Plain>();
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        using var response = await client.GetAsync("/local/token?role=a", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("Authority", "https://login.microsoftonline.com/common/v2.0")]
    [InlineData("ValidIssuer", "https://issuer.example")]
    [InlineData("MetadataAddress", "https://issuer.example/.well-known/openid-configuration")]
    public async Task Token_WhereTheSettingsSayWhoSigns_IsNotIssued(string setting, string value)
    {
        await using var host = await HttpTestHost.StartAsync<Plain>(
            new Dictionary<string, string?> { [$"Authentication:Schemes:Bearer:{setting}"] = value });
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/local/token?role=a", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Null(host.Services.GetRequiredService<IConfiguration>()["Authentication:Schemes:Bearer:SigningKeys:0:Value"]);
    }

    [Fact]
    public async Task Token_AskedForWithAPost_IsNotFound()
    {
        await using var host = await HttpTestHost.StartAsync<Plain>();
        using var client = host.CreateClient();

        using var response = await client.PostAsync("/local/token?role=a", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>The token that the host issues.</summary>
    internal static async Task<string> TokenAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return answer.GetProperty("token").GetString()!;
    }

    private static async Task<JsonWebToken> ValidatedAsync(InProcessFunctionsHost host, string token)
    {
        var scheme = host.Services.GetRequiredService<IConfiguration>().GetSection("Authentication:Schemes:Bearer");
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = scheme["ValidIssuer"],
            ValidAudience = scheme["ValidAudience"],
            IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(scheme["SigningKeys:0:Value"]!)),
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : throw result.Exception;
    }

    public sealed class Plain
    {
        [Function("Plain")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => TypedResults.NoContent();
    }
}
