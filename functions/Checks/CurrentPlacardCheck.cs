using Azure.Storage.Blobs;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>A registration with a placard has it in both formats, and its code leads back to it.</summary>
internal sealed class CurrentPlacardCheck(BlobServiceClient blobs, PlacardStore placards) : IRegistrationCheck
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.Placards);

    /// <inheritdoc/>
    public bool HoldsAlways => false;

    /// <inheritdoc/>
    public async Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken)
    {
        if (stored.Registration is not { HasPlacard: true } registration)
        {
            return [];
        }

        var breaches = new List<Breach>();
        foreach (var format in Enum.GetValues<PlacardFormat>())
        {
            var name = FormattableString.Invariant($"{stored.Id}/{registration.PlacardRevision}.{PlacardStore.Extension(format)}");
            if (!await _container.GetBlobClient(name).ExistsAsync(cancellationToken))
            {
                breaches.Add(new Breach(
                    "placard.missing", name, "The current placard is not there.", "The owner renews the registration in another month, or restore the file from a backup."));
            }
        }

        if (await placards.FindAsync(registration.PlacardCode, cancellationToken) != registration.Id)
        {
            breaches.Add(new Breach(
                "placard.code", stored.Id, "The code on the placard does not lead to the registration.", "Restore the code's row in PlacardCodes from a backup."));
        }

        return breaches;
    }
}
