using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ServerlessRegistry.Benchmarks.Input;

/// <summary>Sends hostile requests to a registry and judges its answers.</summary>
/// <param name="http">A client of the registry.</param>
/// <param name="address">Where the registry is.</param>
/// <param name="known">The registration that is there.</param>
/// <param name="tokens">The bearer tokens of the members of the agency.</param>
internal sealed class HostileClient(HttpClient http, Uri address, KnownRegistration known, IReadOnlyDictionary<Caller, string> tokens)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Sends a request.</summary>
    /// <returns>What is wrong with the answer; <see langword="null"/> where nothing is.</returns>
    public async Task<string?> FindFaultAsync(HostileRequest hostile, CancellationToken cancellationToken)
    {
        using var request = Request(hostile);
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Fault(hostile, response, content, clock.Elapsed);
        }
        catch (HttpRequestException exception)
        {
            return $"no answer: {exception.Message}";
        }
    }

    private HttpRequestMessage Request(HostileRequest hostile)
    {
        var path = hostile.Path.Replace(HostileRequest.KnownId, known.Id, StringComparison.Ordinal).Replace(HostileRequest.KnownCode, known.Code, StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(hostile.Method), new Uri($"{address.GetLeftPart(UriPartial.Authority)}{path}", AsItIs));
        if (hostile.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (hostile.MediaType is { } type)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        foreach (var (name, value) in hostile.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        Introduce(hostile.Caller, request.Headers);
        return request;
    }

    private void Introduce(Caller caller, HttpRequestHeaders headers)
    {
        switch (caller)
        {
            case Caller.Nobody:
                break;
            case Caller.Owner:
                headers.TryAddWithoutValidation("X-Manage-Token", known.Token);
                break;
            case Caller.Forger:
                headers.TryAddWithoutValidation("Authorization", $"Bearer {Convert.ToBase64String("{\"alg\":\"none\"}"u8)}.{Convert.ToBase64String("{\"roles\":[\"Registry.Officer\"]}"u8)}.");
                break;
            default:
                headers.TryAddWithoutValidation("Authorization", $"Bearer {tokens[caller]}");
                break;
        }
    }

    private static string? Fault(HostileRequest hostile, HttpResponseMessage response, byte[] content, TimeSpan time)
    {
        var status = (int)response.StatusCode;
        if (time > Patience)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{status} after {time.TotalSeconds:0.0} s");
        }

        if (status >= 500)
        {
            return $"{status}: {Encoding.UTF8.GetString(content)}";
        }

        return status >= 400 && !IsOfTheHost(hostile, response, content) ? Problem(status, response, content) : null;
    }

    /// <summary>What reaches no function is answered by the host, and by the web server below it, without a body.</summary>
    private static bool IsOfTheHost(HostileRequest hostile, HttpResponseMessage response, byte[] content) => content.Length == 0
        && (hostile.Method == "HEAD"
            || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.RequestHeaderFieldsTooLarge or HttpStatusCode.RequestUriTooLong
            || (response.StatusCode == HttpStatusCode.BadRequest && response.Headers.ConnectionClose == true));

    private static string? Problem(int status, HttpResponseMessage response, byte[] content)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"{status} without a problem document, but {response.Content.Headers.ContentType}: {Encoding.UTF8.GetString(content)}";
        }

        try
        {
            var problem = JsonElement.Parse(content);
            var isWhole = problem.GetProperty("status").GetInt32() == status && problem.GetProperty("title").GetString() is { Length: > 0 };
            return isWhole ? null : $"{status} with a problem document that says something else: {Encoding.UTF8.GetString(content)}";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{status} with a broken problem document: {Encoding.UTF8.GetString(content)}";
        }
    }
}

/// <summary>A registration that hostile requests may name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">Its manage token.</param>
/// <param name="Code">Its placard's code.</param>
internal sealed record KnownRegistration(string Id, string Token, string Code);
