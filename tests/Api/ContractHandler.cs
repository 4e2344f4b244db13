using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessRegistry.Tests.Api;

/// <summary>
/// Watches a client's calls and holds each to the document: the answer must have a documented status, media type, headers
/// and body, and a body that the registry takes or refuses must be one that the document allows or forbids.
/// </summary>
/// <param name="document">What the answers are held to.</param>
/// <param name="inner">What sends the requests.</param>
internal sealed class ContractHandler(OpenApiDocument document, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Set on a request whose fault no schema can tell, such as the name of a beat that does not exist.</summary>
    public static readonly HttpRequestOptionsKey<bool> OnlyItsMeaningIsWrong = new(nameof(OnlyItsMeaningIsWrong));

    private readonly ConcurrentDictionary<(string Operation, string Kind), bool> _seen = [];

    /// <summary>The kinds of answers that an operation gave, each as <see cref="ApiOperation.Kinds"/> writes it.</summary>
    public IEnumerable<string> SeenOf(string operation) => _seen.Keys.Where(seen => seen.Operation == operation).Select(seen => seen.Kind);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri!.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal))
        {
            await CheckAsync(request, response, cancellationToken);
        }

        return response;
    }

    /// <summary>Read from the buffer, so that the test can read the content again.</summary>
    private static async Task<JsonElement> JsonOfAsync(HttpContent content, CancellationToken cancellationToken) =>
        JsonElement.Parse(await content.ReadAsByteArrayAsync(cancellationToken));

    private async Task CheckAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var operation = document.Operations.Single(operation => operation.IsFor(request.Method.Method, request.RequestUri!.AbsolutePath));
        var status = (int)response.StatusCode;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        Assert.True(operation.Answers.TryGetValue(status, out var answer), $"{operation.Id} answered {status}, which is not documented.");
        _seen.TryAdd((operation.Id, $"{status} {mediaType}".TrimEnd()), true);

        CheckHeaders(operation, answer, response);
        await CheckBodyAsync(operation, answer, response, cancellationToken);
        CheckQuery(operation, request.RequestUri!, response);
        await CheckRequestAsync(operation, request, response, cancellationToken);
    }

    private void CheckHeaders(ApiOperation operation, JsonElement answer, HttpResponseMessage response)
    {
        if (!answer.TryGetProperty("headers", out var headers))
        {
            return;
        }

        foreach (var (name, header) in headers.EnumerateObject().Select(header => (header.Name, document.Follow(header.Value))))
        {
            var isThere = response.Headers.NonValidated.TryGetValues(name, out var values)
                || response.Content.Headers.NonValidated.TryGetValues(name, out values);
            var isRequired = header.TryGetProperty("required", out var required) && required.GetBoolean();
            Assert.True(isThere || !isRequired, $"{operation.Id} answered {(int)response.StatusCode} without {name}.");
            if (isThere)
            {
                Assert.Empty(document.Schemas.Check(header.GetProperty("schema"), JsonSerializer.SerializeToElement(values.ToString())));
            }
        }
    }

    private async Task CheckBodyAsync(ApiOperation operation, JsonElement answer, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!answer.TryGetProperty("content", out var content))
        {
            Assert.Empty(body);
            return;
        }

        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "no media type";
        Assert.True(
            content.TryGetProperty(mediaType, out var media),
            $"{operation.Id} answered {(int)response.StatusCode} with {mediaType}, which is not documented.");
        Assert.NotEmpty(body);
        if (mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            var value = JsonElement.Parse(body);
            Assert.Empty(document.Schemas.Check(media.GetProperty("schema"), value));
            if (mediaType == "application/problem+json")
            {
                Assert.Equal((int)response.StatusCode, value.GetProperty("status").GetInt32());
            }
        }
    }

    private void CheckQuery(ApiOperation operation, Uri uri, HttpResponseMessage response)
    {
        var documented = operation.Parameters.Where(parameter => parameter.GetProperty("in").GetString() == "query")
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("schema"));
        foreach (var (name, value) in response.IsSuccessStatusCode ? QueryHelpers.ParseQuery(uri.Query) : [])
        {
            Assert.True(documented.TryGetValue(name, out var schema), $"{operation.Id} took the query parameter {name}, which is not documented.");
            var isNumber = schema.GetProperty("type").GetString() == "integer";
            Assert.Empty(document.Schemas.Check(schema, isNumber ? JsonElement.Parse(value.ToString()) : JsonSerializer.SerializeToElement(value.ToString())));
        }
    }

    /// <summary>What is documented is what the registry takes: no less, and where it names the faulty fields, no more.</summary>
    private async Task CheckRequestAsync(ApiOperation operation, HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (operation.BodySchema is not { } schema || request.Content is null)
        {
            return;
        }

        if (response.IsSuccessStatusCode)
        {
            Assert.Empty(document.Schemas.Check(schema, await JsonOfAsync(request.Content, cancellationToken)));
        }
        else if ((int)response.StatusCode == 400
            && (await JsonOfAsync(response.Content, cancellationToken)).TryGetProperty("errors", out var errors))
        {
            var faults = document.Schemas.Check(schema, await JsonOfAsync(request.Content, cancellationToken));
            var isDocumented = faults.Count > 0 || request.Options.TryGetValue(OnlyItsMeaningIsWrong, out _);
            Assert.True(isDocumented, $"{operation.Id} refused a body that is documented as right: {errors}");
        }
    }
}
