using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.AzureMaps;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Geocoding;

public sealed class AzureMapsGeocoderTests
{
    private static readonly PostalAddress Address = new("1060 W Addison St", "Apt 2 & 3", "Chicago", "IL", "60613-4566");

    private static readonly AzureMapsFeature Sure = new();

    /// <summary>For what takes a moment, on a machine with much else to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Geocode_WithASubscriptionKey_SendsWhatTheContractAsksForAndKeepsTheKeyOutOfTheUrl()
    {
        await using var server = await AzureMapsServer.StartAsync();
        using var geocoder = WithKey(server);

        await geocoder.GeocodeAsync(Address with { Street = "1060 W Addison St & Clark #5 + ½" }, CancellationToken);

        var request = Assert.Single(server.Requests);
        Assert.Equal("/geocode", request.Path);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["api-version"] = "2025-01-01",
                ["top"] = "5",
                ["addressLine"] = "1060 W Addison St & Clark #5 + ½",
                ["locality"] = "Chicago",
                ["adminDistrict"] = "IL",
                ["postalCode"] = "60613-4566",
                ["countryRegion"] = "US",
            },
            request.Query);
        Assert.Equal(AzureMapsServer.SubscriptionKey, request.Header("subscription-key"));
        Assert.Null(request.Header("Authorization"));
        Assert.Null(request.Header("x-ms-client-id"));
    }

    [Fact]
    public async Task Geocode_WithAManagedIdentity_SendsATokenForAzureMapsAndTheAccountsClientId()
    {
        await using var server = await AzureMapsServer.StartAsync();
        var credential = new ScriptedCredential();
        using var geocoder = WithIdentity(server, credential);

        var result = await geocoder.GeocodeAsync(Address, CancellationToken);
        await geocoder.GeocodeAsync(Address, CancellationToken);

        Assert.IsType<GeocodeResult.Located>(result);
        Assert.Equal(["https://atlas.microsoft.com/.default"], credential.Scopes);
        Assert.All(server.Requests, request =>
        {
            Assert.Equal($"Bearer {AzureMapsServer.AccessToken}", request.Header("Authorization"));
            Assert.Equal(AzureMapsServer.AccountClientId, request.Header("x-ms-client-id"));
            Assert.Null(request.Header("subscription-key"));
        });
    }

    [Theory]
    [InlineData("http://atlas.microsoft.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://key@atlas.microsoft.com")]
    [InlineData("/geocode")]
    public void Geocoder_ForAnEndpointWhereSecretsAreNotSafe_IsNotMade(string endpoint)
    {
        var uri = new Uri(endpoint, UriKind.RelativeOrAbsolute);

        Assert.Throws<ArgumentException>(() => new AzureMapsGeocoder(uri, new AzureKeyCredential("key"), new AzureMapsClientOptions()));
        Assert.Throws<ArgumentException>(
            () => new AzureMapsGeocoder(uri, new ScriptedCredential(), AzureMapsServer.AccountClientId, new AzureMapsClientOptions()));
    }

    [Theory]
    [InlineData("Rooftop", LocationPrecision.Rooftop)]
    [InlineData("Parcel", LocationPrecision.Rooftop)]
    [InlineData("Interpolation", LocationPrecision.Street)]
    [InlineData("InterpolationOffset", LocationPrecision.Street)]
    public async Task Geocode_OneSureAddress_IsWhereItIsDisplayedWithThePrecisionOfItsCalculation(string method, LocationPrecision precision)
    {
        var result = await GeocodeAsync(Sure with { CalculationMethod = method });

        Assert.Equal(new GeocodeResult.Located(new GeoPoint(-87.6553, 41.9484), precision), result);
    }

    [Fact]
    public async Task Geocode_OneSureBlock_IsLocatedAsABlock() =>
        Assert.Equal(
            LocationPrecision.Block,
            Assert.IsType<GeocodeResult.Located>(await GeocodeAsync(Sure with { Type = "RoadBlock" })).Precision);

    [Fact]
    public async Task Geocode_SureAddressAmongWorseMatches_IsLocated()
    {
        var result = await GeocodeAsync(
            Sure,
            Sure with { Type = "PopulatedPlace", Display = new GeoPoint(-87.7, 41.8) },
            Sure with { Confidence = "Medium", Display = new GeoPoint(-87.9, 41.7) });

        Assert.Equal(new GeoPoint(-87.6553, 41.9484), Assert.IsType<GeocodeResult.Located>(result).Point);
    }

    [Fact]
    public async Task Geocode_MediumConfidenceInTheSameHouseAndZip_IsLocated() =>
        Assert.IsType<GeocodeResult.Located>(await GeocodeAsync(Sure with { Confidence = "Medium", Country = null }));

    [Fact]
    public async Task Geocode_TerritoryThatIsACountryOfItsOwn_IsLocated()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Found(Sure with { State = "San Juan", Country = "PR" }));
        using var geocoder = WithKey(server);

        Assert.IsType<GeocodeResult.Located>(await geocoder.GeocodeAsync(Address with { State = "PR" }, CancellationToken));
    }

    public static TheoryData<string, AzureMapsFeature[]> Doubts => new()
    {
        { "does not know", [] },
        { "several places", [Sure, Sure with { StreetName = "E Addison St" }] },
        { "several places", [Sure with { MatchCodes = ["Good", "Ambiguous"] }] },
        { "several places", [Sure with { Confidence = "Medium" }, Sure with { Confidence = "Low" }] },
        { "only the area", [Sure with { MatchCodes = ["UpHierarchy"] }] },
        { "only the area", [Sure with { MatchCodes = ["Ambiguous", "UpHierarchy"] }] },
        { "only the area", [Sure with { Type = "Postcode1" }] },
        { "only the area", [Sure with { Type = "Neighborhood", Confidence = "Medium" }] },
        { "only the area", [Sure with { Type = "RoadBlock", Confidence = "Medium" }] },
        { "only the area", [Sure with { CalculationMethod = "Guess" }] },
        { "not sure", [Sure with { Confidence = "Low" }] },
        { "not sure", [Sure with { Confidence = "Unheard of" }] },
        { "not sure", [Sure with { MatchCodes = [] }] },
        { "another state", [Sure with { State = "IN" }] },
        { "another state", [Sure with { Country = "IL" }] },
        { "another house number or ZIP code", [Sure with { Confidence = "Medium", StreetNumber = "1061" }] },
        { "another house number or ZIP code", [Sure with { Confidence = "Medium", PostalCode = "60657" }] },
    };

    [Theory]
    [MemberData(nameof(Doubts))]
    public async Task Geocode_DoubtfulMatches_NeedReviewForAReasonThatDoesNotRepeatTheAddress(string reason, AzureMapsFeature[] features)
    {
        var review = Assert.IsType<GeocodeResult.NeedsReview>(await GeocodeAsync(features));

        Assert.Contains(reason, review.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Addison", review.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("60613", review.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Geocode_AddressThatTheServiceRefusesToRead_NeedsReview()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Status(400));
        using var geocoder = WithKey(server);

        var review = Assert.IsType<GeocodeResult.NeedsReview>(await geocoder.GeocodeAsync(Address, CancellationToken));

        Assert.Contains("cannot read", review.Reason, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Geocode_ServiceFailsTwice_IsTriedAgain()
    {
        await using var server = await AzureMapsServer.StartAsync(
            AzureMapsServer.Status(500), AzureMapsServer.Status(503), AzureMapsServer.Found(Sure));
        using var geocoder = WithKey(server);

        Assert.IsType<GeocodeResult.Located>(await geocoder.GeocodeAsync(Address, CancellationToken));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Geocode_TooManyRequests_IsTriedAgainAfterTheTimeThatTheServiceAsksFor()
    {
        await using var server = await AzureMapsServer.StartAsync(
            AzureMapsServer.Status(429, retryAfter: TimeSpan.FromSeconds(1)), AzureMapsServer.Found(Sure));
        using var geocoder = WithKey(server);

        Assert.IsType<GeocodeResult.Located>(await geocoder.GeocodeAsync(Address, CancellationToken));
        Assert.Equal(2, server.Requests.Count);
        Assert.InRange(
            server.Requests[1].ReceivedAt - server.Requests[0].ReceivedAt, TimeSpan.FromSeconds(0.95), Patience);
    }

    [Fact]
    public async Task Geocode_ServiceAsksForALongerWaitThanIsAllowed_IsLeftToTheQueueAtOnce()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Status(429, retryAfter: TimeSpan.FromHours(1)));
        using var geocoder = WithKey(server);

        var exception = await AssertUnavailableAsync(geocoder).WaitAsync(Patience, CancellationToken);

        Assert.Contains("429", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Geocode_ServiceFailsEveryTime_IsUnavailableAfterAllTries()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Status(500));
        using var geocoder = WithKey(server);

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains("500", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Geocode_WrongKey_IsUnavailableAndSaysToCheckTheKey(int status)
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Status(status));
        using var geocoder = WithKey(server, status == 401 ? "another-key" : AzureMapsServer.SubscriptionKey);

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains($"status {status}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AzureMaps:SubscriptionKey", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another-key", exception.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Geocode_IdentityWithoutARole_IsUnavailableAndSaysToCheckTheRole()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Status(403));
        using var geocoder = WithIdentity(server, new ScriptedCredential());

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains("status 403", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Azure Maps Search and Render Data Reader", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Geocode_NoIdentity_IsUnavailableAndCallsNobody()
    {
        await using var server = await AzureMapsServer.StartAsync();
        using var geocoder = WithIdentity(server, new ScriptedCredential(new CredentialUnavailableException("No identity here.")));

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains("no token", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Geocode_EndpointThatIsNotAzureMaps_IsUnavailableAndSaysToCheckTheEndpoint()
    {
        await using var server = await AzureMapsServer.StartAsync();
        using var geocoder = new AzureMapsGeocoder(
            new Uri(server.Endpoint, "maps/"), new AzureKeyCredential(AzureMapsServer.SubscriptionKey), Quick());

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains("AzureMaps:Endpoint", exception.Message, StringComparison.Ordinal);
        Assert.Equal("/maps/geocode", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Geocode_NoAnswerInTime_IsTriedAgainAndThenUnavailable()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Silence());
        var options = Quick(timeout: TimeSpan.FromSeconds(0.5));
        options.Retry.MaxRetries = 1;
        var requests = new RequestsOnTheirWay();
        options.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        using var geocoder = new AzureMapsGeocoder(server.Endpoint, new AzureKeyCredential(AzureMapsServer.SubscriptionKey), options);

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Equal("Azure Maps did not answer within 0.5 seconds.", exception.Message);
        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public async Task Geocode_AnswerThatTricklesInWithoutEnd_IsUnavailableInTime()
    {
        await using var server = await AzureMapsServer.StartAsync(TrickleAsync);
        var options = Quick(timeout: TimeSpan.FromSeconds(0.3));
        options.Retry.MaxRetries = 0;
        using var geocoder = new AzureMapsGeocoder(server.Endpoint, new AzureKeyCredential(AzureMapsServer.SubscriptionKey), options);

        var exception = await AssertUnavailableAsync(geocoder).WaitAsync(Patience, CancellationToken);

        Assert.Contains("did not answer within 0.3 seconds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Geocode_NobodyListens_IsUnavailable()
    {
        using var nowhere = new ClosedPort();
        using var geocoder = new AzureMapsGeocoder(new Uri($"http://127.0.0.1:{nowhere.Number}"), new AzureKeyCredential(AzureMapsServer.SubscriptionKey), Quick());

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Equal("Azure Maps cannot be reached.", exception.Message);
    }

    [Fact]
    public async Task Geocode_ConnectionBreaksWithinAnAnswer_IsTriedAgain()
    {
        await using var server = await AzureMapsServer.StartAsync(BreakOffAsync, AzureMapsServer.Found(Sure));
        using var geocoder = WithKey(server);

        Assert.IsType<GeocodeResult.Located>(await geocoder.GeocodeAsync(Address, CancellationToken));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Geocode_ConnectionBreaksWithinEveryAnswer_IsUnavailable()
    {
        await using var server = await AzureMapsServer.StartAsync(BreakOffAsync);
        using var geocoder = WithKey(server);

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains("broke", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"FeatureCollection"}""")]
    [InlineData("""{"type":"FeatureCollection","features":null}""")]
    [InlineData("""{"type":"FeatureCollection","features":[null]}""")]
    [InlineData("""{"type":"Feature","features":[]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"confidence":"Hi""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[-87.6,41.9]}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"properties":{"type":"Address","confidence":"High","matchCodes":["Good"]}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[41.9,-187.6]},"properties":{}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[-87.6]},"properties":{}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[1e999,41.9]},"properties":{}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":"here"},"properties":{}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"LineString","coordinates":[1,2]},"properties":{}}]}""")]
    [InlineData("""{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"geocodePoints":[{}]}}]}""")]
    [InlineData("tru1060 W Addison St")]
    public async Task Geocode_AnswerThatIsNotOfTheContract_IsUnavailable(string body)
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Body(body));
        using var geocoder = WithKey(server);

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Contains("status 200 and JSON that", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/jsonp")]
    [InlineData("")]
    public async Task Geocode_AnswerThatIsNotJson_IsUnavailable(string contentType)
    {
        await using var server = await AzureMapsServer.StartAsync(
            AzureMapsServer.Body("""{"type":"FeatureCollection","features":[]}""", contentType));
        using var geocoder = WithKey(server);

        var exception = await AssertUnavailableAsync(geocoder);

        Assert.Equal("Azure Maps answered with status 200 and something other than JSON.", exception.Message);
    }

    [Fact]
    public async Task Geocode_AnswerOfMoreThanAMegabyte_IsGivenUpWithoutReadingItToItsEnd()
    {
        await using var server = await AzureMapsServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/geo+json";
            await context.Response.Body.WriteAsync(new byte[1024 * 1024 + 1], context.RequestAborted);
            await AzureMapsServer.Silence()(context);
        });
        using var geocoder = WithKey(server);

        var exception = await AssertUnavailableAsync(geocoder).WaitAsync(Patience, CancellationToken);

        Assert.Contains("too long", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Geocode_CallerGivesUpWhileTheServiceIsSilent_IsCancelled()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Silence());
        using var geocoder = WithKey(server);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);

        var geocoding = geocoder.GeocodeAsync(Address, cancellation.Token);
        await WaitForRequestsAsync(server, 1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => geocoding);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Geocode_CallerGivesUpAfterAFailedTry_IsCancelled()
    {
        await using var server = await AzureMapsServer.StartAsync(BreakOffAsync, AzureMapsServer.Silence());
        using var geocoder = WithKey(server);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);

        var geocoding = geocoder.GeocodeAsync(Address, cancellation.Token);
        await WaitForRequestsAsync(server, 2);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => geocoding);
    }

    private static async Task<GeocodeResult> GeocodeAsync(params AzureMapsFeature[] features)
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Found(features));
        using var geocoder = WithKey(server);
        return await geocoder.GeocodeAsync(Address, CancellationToken);
    }

    /// <summary>Every failure is checked for what must not be in it, down to its innermost cause.</summary>
    private static async Task<GeocoderUnavailableException> AssertUnavailableAsync(AzureMapsGeocoder geocoder)
    {
        var exception = await Assert.ThrowsAsync<GeocoderUnavailableException>(() => geocoder.GeocodeAsync(Address, CancellationToken));
        Assert.All(
            ["Addison", "1060 W", "60613-4566", "addressLine", AzureMapsServer.SubscriptionKey, AzureMapsServer.AccessToken],
            secret => Assert.DoesNotContain(secret, exception.ToString(), StringComparison.OrdinalIgnoreCase));
        return exception;
    }

    private static AzureMapsGeocoder WithKey(AzureMapsServer server, string key = AzureMapsServer.SubscriptionKey) =>
        new(server.Endpoint, new AzureKeyCredential(key), Quick());

    private static AzureMapsGeocoder WithIdentity(AzureMapsServer server, TokenCredential credential) =>
        new(server.Endpoint, credential, AzureMapsServer.AccountClientId, Quick());

    private static AzureMapsClientOptions Quick(TimeSpan? timeout = null)
    {
        var options = new AzureMapsClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(5);
        options.Retry.NetworkTimeout = timeout ?? TimeSpan.FromSeconds(20);
        return options;
    }

    private static Task WaitForRequestsAsync(AzureMapsServer server, int count) => Eventually.True(() => server.Requests.Count >= count);

    /// <summary>Kestrel closes the connection when a handler ends before the length that it has promised.</summary>
    private static async Task BreakOffAsync(HttpContext context)
    {
        context.Response.ContentType = "application/geo+json";
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"type":"FeatureCollection",""", context.RequestAborted);
    }

    private static async Task TrickleAsync(HttpContext context)
    {
        context.Response.ContentType = "application/geo+json";
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(" ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(20, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Counts tries where they leave: on a busy machine one may be over before the server has seen it.</summary>
    private sealed class RequestsOnTheirWay : HttpPipelineSynchronousPolicy
    {
        public int Count { get; private set; }

        public override void OnSendingRequest(HttpMessage message) => Count++;
    }

    private sealed class ScriptedCredential(Exception? failure = null) : TokenCredential
    {
        private readonly List<string> _scopes = [];

        public IReadOnlyList<string> Scopes => _scopes;

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (failure is not null)
            {
                throw failure;
            }

            _scopes.AddRange(requestContext.Scopes);
            return ValueTask.FromResult(new AccessToken(AzureMapsServer.AccessToken, DateTimeOffset.UtcNow.AddHours(1)));
        }
    }
}
