using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>The mails that a development machine keeps are sealed.</summary>
internal sealed class OutboxCheck(BlobServiceClient blobs, PersonalDataCipher cipher) : ICheck
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.Outbox);

    /// <inheritdoc/>
    public string Subject => "mails in the outbox";

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await _container.ExistsAsync(cancellationToken))
        {
            yield break;
        }

        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            yield return new CheckItem(blob.Name, (_, stop) => LookAsync(blob.Name, stop));
        }
    }

    private async Task<Verdict> LookAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            cipher.Open((await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content.ToMemory().Span, name);
            return Verdict.Sound;
        }
        catch (UnreadableDataException exception)
        {
            return Verdict.Of("sealed.outbox", name, exception.Message, "Delete the file.");
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return Verdict.Sound;
        }
    }
}
