using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessRegistry.Requests;

/// <summary>Reads a request body as JSON, or says with which error to refuse it.</summary>
internal static class JsonBody
{
    /// <summary>The largest body, in bytes: a hundred cameras with long labels take about half of it.</summary>
    public const int Limit = 64 * 1024;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads the body and hands its fields to a reader that collects everything that is wrong with them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the fields; what it returns counts only where it noted no errors.</param>
    /// <param name="cancellationToken">Ends the wait for the body.</param>
    /// <returns>The value, or the answer to give instead of it.</returns>
    public static async Task<(TValue? Value, IResult? Refusal)> ReadAsync<TValue>(
        HttpRequest request, Func<JsonFields, TValue> read, CancellationToken cancellationToken)
        where TValue : class
    {
        if (!IsPlainJson(request))
        {
            return (null, Problems.NotJson());
        }

        if (await ReadBytesAsync(request, cancellationToken) is not { } bytes)
        {
            return (null, Problems.TooLarge(Limit));
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            return (null, Problems.Unreadable("The body is not valid UTF-8."));
        }

        var (document, fault) = Parse(bytes);
        if (document is null)
        {
            return (null, Problems.Unreadable(fault!));
        }

        using (document)
        {
            var errors = new ValidationErrors();
            var value = JsonFields.Read(document.RootElement, errors, read);
            return errors.Any ? (null, Problems.Invalid(errors)) : (value, null);
        }
    }

    private static (JsonDocument? Document, string? Fault) Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return (JsonDocument.Parse(bytes, Options), null);
        }
        catch (JsonException exception)
        {
            return (null, Describe(exception));
        }
        catch (InvalidOperationException)
        {
            return (null, "The body has a property whose name is not valid Unicode.");
        }
    }

    private static bool IsPlainJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
        {
            return null;
        }

        // One byte more than the limit tells a body that is too large from one that is just not.
        var buffer = new byte[(int?)request.ContentLength + 1 ?? Limit + 1];
        var count = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (count > Limit)
        {
            return null;
        }

        return buffer.AsMemory(0, count);
    }

    /// <summary>The place of the fault, without quoting the body.</summary>
    private static string Describe(JsonException exception) => exception.LineNumber is { } line
        ? $"The body is not the JSON that is expected: look at line {line + 1}, byte {exception.BytePositionInLine + 1}."
        : "The body is not the JSON that is expected: it may have a property twice.";
}
