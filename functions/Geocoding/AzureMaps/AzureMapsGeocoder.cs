using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// Geocodes with the Azure Maps Search service (Azure Maps Search, Get Geocoding, api-version 2025-01-01). The contract puts
/// the address into the query of the URL, so nothing here logs, traces or throws a URL. The unit is not sent: it does not
/// change the position.
/// </summary>
public sealed class AzureMapsGeocoder : IGeocoder, IDisposable
{
    private const string ApiVersion = "2025-01-01";

    /// <summary>Enough to see that several places match equally well.</summary>
    private const string Top = "5";

    /// <summary>An answer with five features has some 10 kB.</summary>
    private const int LongestBody = 1024 * 1024;

    private const string KeyAdvice = "check that AzureMaps:SubscriptionKey is a current key of the account";

    private const string IdentityAdvice =
        "check that AzureMaps:ClientId is the client id of the account and that the identity has the role "
        + "Azure Maps Search and Render Data Reader on it";

    private readonly Uri _geocode;
    private readonly HttpClientTransport _transport;
    private readonly HttpPipeline _pipeline;
    private readonly string _accessAdvice;
    private readonly TimeSpan _timeout;

    /// <summary>Calls the service with a shared key of the Azure Maps account.</summary>
    /// <param name="endpoint">Where the service answers; <c>http</c> only on this computer.</param>
    /// <param name="credential">The key.</param>
    /// <param name="options">How it is called.</param>
    /// <exception cref="ArgumentException">A key must not be sent to that endpoint.</exception>
    public AzureMapsGeocoder(Uri endpoint, AzureKeyCredential credential, AzureMapsClientOptions options)
        : this(endpoint, new SubscriptionKeyPolicy(credential), options, KeyAdvice)
    {
    }

    /// <summary>Calls the service with an identity that has a role on the Azure Maps account.</summary>
    /// <param name="endpoint">Where the service answers; <c>http</c> only on this computer.</param>
    /// <param name="credential">The identity.</param>
    /// <param name="accountClientId">The client id of the Azure Maps account.</param>
    /// <param name="options">How it is called.</param>
    /// <exception cref="ArgumentException">A token must not be sent to that endpoint.</exception>
    public AzureMapsGeocoder(Uri endpoint, TokenCredential credential, string accountClientId, AzureMapsClientOptions options)
        : this(endpoint, new ManagedIdentityPolicy(credential, accountClientId), options, IdentityAdvice)
    {
    }

    private AzureMapsGeocoder(Uri endpoint, HttpPipelinePolicy authentication, AzureMapsClientOptions options, string accessAdvice)
    {
        if (!AzureMapsOptions.IsSafe(endpoint))
        {
            throw new ArgumentException("Azure Maps is called over https, or over http on this computer only.", nameof(endpoint));
        }

        _geocode = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/geocode");
        _accessAdvice = accessAdvice;
        _timeout = options.Retry.NetworkTimeout;
        _transport = new HttpClientTransport(new HttpClient(CreateHandler()));
        options.Transport = _transport;
        options.RetryPolicy = new BoundedRetryPolicy(options);
        _pipeline = HttpPipelineBuilder.Build(options, authentication, new BoundedBodyPolicy(LongestBody, _timeout));
    }

    /// <inheritdoc/>
    public LocationSource Source => LocationSource.AzureMaps;

    /// <inheritdoc/>
    public async Task<GeocodeResult> GeocodeAsync(PostalAddress address, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(address);
        await SendAsync(message, cancellationToken);
        return message.Response.Status switch
        {
            200 => MatchAssessment.Assess(ReadFeatures(message.Response), address),
            400 => MatchAssessment.Unreadable,
            401 or 403 => throw Unavailable(message.Response, $"and refused the registry: {_accessAdvice}"),
            404 => throw Unavailable(message.Response, "to its only path: check that AzureMaps:Endpoint is an Azure Maps endpoint"),
            _ => throw Unavailable(message.Response),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>
    /// Without a propagator the handler tells no diagnostic listener about its calls. Telemetry that listens there, such as
    /// Application Insights, would record the whole URL and with it the address; the events of Azure.Core, which hide the
    /// query, are enough.
    /// </summary>
    private static SocketsHttpHandler CreateHandler() => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private HttpMessage CreateMessage(PostalAddress address)
    {
        var message = _pipeline.CreateMessage();
        var request = message.Request;
        request.Method = RequestMethod.Get;
        request.Uri.Reset(_geocode);
        request.Uri.AppendQuery("api-version", ApiVersion);
        request.Uri.AppendQuery("top", Top);
        request.Uri.AppendQuery("addressLine", address.Street);
        request.Uri.AppendQuery("locality", address.City);
        request.Uri.AppendQuery("adminDistrict", address.State);
        request.Uri.AppendQuery("postalCode", address.PostalCode);
        request.Uri.AppendQuery("countryRegion", "US");
        request.Headers.SetValue("Accept", "application/geo+json, application/json");
        request.Headers.SetValue("Accept-Language", "en-US");
        return message;
    }

    private async Task SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
        }
        catch (Exception exception) when (IsFailureToCall(exception))
        {
            // After a failed try, the pipeline wraps even a cancellation.
            cancellationToken.ThrowIfCancellationRequested();
            throw new GeocoderUnavailableException(Describe(exception), exception);
        }
    }

    private static bool IsFailureToCall(Exception exception) => exception
        is RequestFailedException
        or IOException
        or InvalidDataException
        or OperationCanceledException
        or AuthenticationFailedException
        or AggregateException;

    private string Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [.., var last] } => Describe(last),
        OperationCanceledException => string.Create(
            CultureInfo.InvariantCulture, $"Azure Maps did not answer within {_timeout.TotalSeconds:0.###} seconds."),
        AuthenticationFailedException => $"There is no token to call Azure Maps with; {_accessAdvice}.",
        InvalidDataException => "Azure Maps sent an answer that is too long to be one.",
        IOException => "The connection to Azure Maps broke in the middle of an answer.",
        _ => "Azure Maps cannot be reached.",
    };

    private static IReadOnlyList<GeocodedFeature> ReadFeatures(Response response)
    {
        if (!IsJson(response.Headers.ContentType))
        {
            throw Unavailable(response, "and something other than JSON");
        }

        return Parse(response) is { IsWellFormed: true } answer
            ? answer.Features
            : throw Unavailable(response, "and JSON that is not a GeoJSON FeatureCollection of points");
    }

    private static bool IsJson(string? contentType)
    {
        var mediaType = contentType?.Split(';', 2)[0].Trim() ?? "";
        return mediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static GeocodingResponse? Parse(Response response)
    {
        try
        {
            return JsonSerializer.Deserialize(response.ContentStream!, AzureMapsJson.Default.GeocodingResponse);
        }
        catch (JsonException exception)
        {
            // The exception itself could quote from the answer, which repeats the address.
            throw Unavailable(response, string.Create(
                CultureInfo.InvariantCulture,
                $"and JSON that cannot be read from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine} on"));
        }
    }

    private static GeocoderUnavailableException Unavailable(Response response, string? detail = null)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"Azure Maps answered with status {response.Status}");
        return new GeocoderUnavailableException(detail is null ? $"{answer}." : $"{answer} {detail}.");
    }
}
