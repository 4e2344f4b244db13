using System.Net.Http.Headers;

namespace ServerlessRegistry.Tests.Api;

/// <summary>One registry for the tests of the interface, with a registration that is active and one that needs review.</summary>
public sealed class ApiFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>The registry.</summary>
    internal RegistryHost Host { get; private set; } = null!;

    /// <summary>A registration with a placard.</summary>
    internal (string Id, string Token) Active { get; private set; }

    /// <summary>The code of its placard.</summary>
    internal string PlacardCode { get; private set; } = "";

    /// <summary>A registration whose address nobody can place.</summary>
    internal (string Id, string Token) InReview { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Host = RegistryHost.Start(azurite.NewAccount());
        Active = await Host.RegisterAsync();
        InReview = await Host.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = "1 Nowhere Lane"));
        PlacardCode = (await Host.SettledAsync(Active)).GetProperty("placard").GetProperty("code").GetString()!;
        Assert.Equal("needsReview", (await Host.SettledAsync(InReview)).GetProperty("status").GetString());
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>A value for each parameter of a path, such that the registry knows it.</summary>
    internal string KnownValueOf(string parameter) => parameter switch
    {
        "id" => Active.Id,
        "code" => PlacardCode,
        _ => throw new ArgumentException($"Say here what a test may put for the parameter '{parameter}'."),
    };

    /// <summary>A request to an operation with an empty JSON object where it takes a body, and the header that a test gives.</summary>
    internal static HttpRequestMessage Request(string method, string path, string? header = null, string? value = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return request;
    }

    /// <summary>Sends such a request.</summary>
    internal async Task<HttpResponseMessage> SendAsync(string method, string path, string? header = null, string? value = null)
    {
        using var request = Request(method, path, header, value);
        return await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>The tests that share the registry.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApi : ICollectionFixture<ApiFixture>
{
    /// <summary>What test classes join it by.</summary>
    public const string Name = "Api";
}
