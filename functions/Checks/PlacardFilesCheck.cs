using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every drawing of a placard belongs to a registration that is there, and is not empty.</summary>
internal sealed class PlacardFilesCheck(BlobServiceClient blobs, StoredRegistrations registrations) : ICheck
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

    private Task<Verdict> LookAsync(BlobItem blob, CheckSettings settings, CancellationToken cancellationToken) => blob.Properties.ContentLength is null or 0
        ? Task.FromResult(Verdict.Of("placard.empty", blob.Name, "The drawing is empty.", "Restore the file from a backup."))
        : registrations.JudgeAsync(
            blob.Name.Split('/')[0],
            settings,
            Verdict.Of("placard.stray", blob.Name, "The drawing belongs to no registration that is there.", "Delete the file."),
            cancellationToken);
}
