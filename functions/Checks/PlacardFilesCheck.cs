using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every drawing of a placard belongs to a registration that is there, and is whole.</summary>
internal sealed class PlacardFilesCheck(BlobServiceClient blobs, StoredRegistrations registrations) : ICheck
{
    private static readonly byte[] EndOfPdf = "%%EOF\n"u8.ToArray();

    /// <summary>The chunk IEND with its checksum (ISO/IEC 15948, 11.2.5).</summary>
    private static readonly byte[] EndOfPng = [0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];

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
        if (PlacardStore.ReadName(blob.Name) is not { } drawing)
        {
            return Verdict.Of("placard.foreign", blob.Name, "The file has not the name of a drawing.", "Find out who wrote it, and delete it.");
        }

        var verdict = await registrations.JudgeAsync(
            drawing.Id.Value,
            settings,
            Verdict.Of("placard.stray", blob.Name, "The drawing belongs to no registration that is there.", "Delete the file."),
            cancellationToken);
        return verdict.Breaches.Count > 0 || await IsWholeAsync(blob, drawing.Format, cancellationToken)
            ? verdict
            : Verdict.Of("placard.broken", blob.Name, "The drawing is empty, cut off or something else.", "Restore the file from a backup; or the owner renews in another month.");
    }

    /// <summary>Whether a file ends as one of its format does.</summary>
    private async Task<bool> IsWholeAsync(BlobItem blob, PlacardFormat format, CancellationToken cancellationToken)
    {
        var end = format == PlacardFormat.Pdf ? EndOfPdf : EndOfPng;
        if (!(blob.Properties.ContentLength >= end.Length))
        {
            return false;
        }

        var range = new HttpRange(blob.Properties.ContentLength.Value - end.Length, end.Length);
        var found = await _container.GetBlobClient(blob.Name).DownloadContentAsync(new BlobDownloadOptions { Range = range }, cancellationToken);
        return found.Value.Content.ToMemory().Span.SequenceEqual(end);
    }
}
