using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every drawing of a placard belongs to a registration that is there, and is not empty.</summary>
internal sealed class PlacardFilesCheck(BlobServiceClient blobs, StoredRegistrations registrations, TimeProvider clock) : ICheck
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.Placards);

    /// <inheritdoc/>
    public string Subject => "drawings of placards";

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            yield return new CheckItem(blob.Name, async (again, stop) =>
                again && !await _container.GetBlobClient(blob.Name).ExistsAsync(stop) ? Verdict.Sound : await LookAsync(blob, settings, stop));
        }
    }

    private async Task<Verdict> LookAsync(BlobItem blob, CheckSettings settings, CancellationToken cancellationToken)
    {
        if (blob.Properties.ContentLength is null or 0)
        {
            return Verdict.Of("placard.empty", blob.Name, "The drawing is empty.", "Restore the file from a backup.");
        }

        if (await registrations.FindAsync(blob.Name.Split('/')[0], cancellationToken) is { Main: not null, IsTombstone: false })
        {
            return Verdict.Sound;
        }

        return !settings.Settled && blob.Properties.LastModified > clock.GetUtcNow() - settings.Grace
            ? Verdict.Working("a drawing is being deleted")
            : Verdict.Of("placard.stray", blob.Name, "The drawing belongs to no registration that is there.", "Delete the file.");
    }
}
