using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Operations;

/// <summary>
/// Stands in for Event Grid on a developer's machine: Core Tools run the placard function when an event tells of a request, and Azurite
/// raises no events. Each version of each request is told of once.
/// </summary>
internal sealed class RaisePlacardEvents(BlobServiceClient blobs, TimeProvider clock) : IOperation
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.PlacardRequests);
    private HashSet<(string Name, string Version)> _told = [];

    /// <inheritdoc/>
    public static string Name => "raise-placard-events";

    /// <inheritdoc/>
    public static string Usage => "URL [--code KEY] [--once]";

    /// <inheritdoc/>
    public static string Summary =>
        "Tells a Functions host, such as http://localhost:7071 of Core Tools, of new placard requests until it is stopped, since Azurite raises no events.";

    /// <inheritdoc/>
    public static IServiceCollection AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(TimeProvider.System).AddStorage(configuration);

    /// <inheritdoc/>
    public async Task<int> RunAsync(OperationArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var code = arguments.TakeValue("code");
        var isOnce = arguments.TakeFlag("once");
        var webhook = WebhookOf(arguments.TakeWord(), code);
        arguments.End($"{Name} {Usage}");
        using var client = new HttpClient { Timeout = LongestCall };
        await output.WriteLineAsync($"Telling {webhook.GetLeftPart(UriPartial.Path)} of the requests in {StorageNames.PlacardRequests}.");
        try
        {
            while (true)
            {
                var isHeard = await TellAsync(client, webhook, output, cancellationToken);
                if (isOnce)
                {
                    return isHeard ? 0 : throw new OperationRefusedException("The Functions host does not answer: start it first.");
                }

                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped.");
            return 0;
        }
    }

    /// <returns>False where the host did not answer, and what is left is told at the next attempt.</returns>
    private async Task<bool> TellAsync(HttpClient client, Uri webhook, TextWriter output, CancellationToken cancellationToken)
    {
        var waiting = new HashSet<(string Name, string Version)>();
        var isHeard = true;
        await foreach (var blob in RequestsAsync(cancellationToken))
        {
            var version = (blob.Name, VersionOf(blob));
            if (!_told.Contains(version))
            {
                isHeard = isHeard && await TryTellAsync(client, webhook, blob, output, cancellationToken);
                if (!isHeard)
                {
                    continue;
                }
            }

            waiting.Add(version);
        }

        _told = waiting;
        return isHeard;
    }

    private async IAsyncEnumerable<BlobItem> RequestsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await _container.ExistsAsync(cancellationToken))
        {
            yield break;
        }

        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                yield return blob;
            }
        }
    }

    private async Task<bool> TryTellAsync(HttpClient client, Uri webhook, BlobItem blob, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook);
            request.Headers.Add("aeg-event-type", "Notification");
            request.Content = JsonContent.Create([EventOf(blob)], EventJson.Default.BlobCreatedArray);
            using var answer = await client.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                await output.WriteLineAsync($"{blob.Name}: told.");
                return true;
            }

            await output.WriteLineAsync($"{blob.Name}: the host answered {(int)answer.StatusCode}.");
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                    throw new OperationRefusedException("The Functions host wants a key: add --code with its system key blobs_extension."),
                HttpStatusCode.NotFound or HttpStatusCode.BadRequest =>
                    throw new OperationRefusedException("The Functions host has no blob webhook there: check the address, and that it runs the registry's worker build."),
                _ => false,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await output.WriteLineAsync($"{blob.Name}: the host does not answer; it is told later.");
            return false;
        }
    }

    /// <summary>As Event Grid tells of a blob that was written; the host reads the address, the version and the type.</summary>
    private BlobCreated EventOf(BlobItem blob) => new(
        Guid.NewGuid().ToString(),
        "Microsoft.Storage.BlobCreated",
        $"/blobServices/default/containers/{StorageNames.PlacardRequests}/blobs/{blob.Name}",
        clock.GetUtcNow().ToString("o", CultureInfo.InvariantCulture),
        "",
        "1",
        new BlobCreatedData(
            "PutBlob", "application/json", blob.Properties.ContentLength ?? 0, "BlockBlob", VersionOf(blob), _container.GetBlobClient(blob.Name).Uri.AbsoluteUri));

    /// <summary>The ETag as events have it, without quotation marks.</summary>
    private static string VersionOf(BlobItem blob) => blob.Properties.ETag?.ToString().Trim('"') ?? "";

    private static Uri WebhookOf(string? host, string? code)
    {
        if (!Uri.TryCreate(host, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new OperationRefusedException($"{Name} needs the address of a Functions host, such as http://localhost:7071.");
        }

        var key = code is null ? "" : $"&code={Uri.EscapeDataString(code)}";
        return new Uri($"{address.GetLeftPart(UriPartial.Authority)}/runtime/webhooks/blobs?functionName=Host.Functions.{nameof(RenderPlacard)}{key}");
    }
}

/// <summary>An event of Event Grid's own schema.</summary>
internal sealed record BlobCreated(string Id, string EventType, string Subject, string EventTime, string DataVersion, string MetadataVersion, BlobCreatedData Data);

/// <summary>What the event says of the blob.</summary>
internal sealed record BlobCreatedData(string Api, string ContentType, long ContentLength, string BlobType, string ETag, string Url);

/// <summary>Writes events; their names are in camel case, <c>eTag</c> too.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BlobCreated[]))]
internal sealed partial class EventJson : JsonSerializerContext;
