using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>A registration with a placard has it in both formats and none of a later revision, and its code leads back to it.</summary>
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
        var current = Enum.GetValues<PlacardFormat>().Select(format => PlacardStore.Name(registration.Id, registration.PlacardRevision, format)).ToHashSet();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{stored.Id}/", cancellationToken))
        {
            // The next one may have been drawn for a state that is gone.
            if (!current.Remove(blob.Name) && PlacardStore.ReadName(blob.Name)?.Revision > registration.PlacardRevision + 1)
            {
                breaches.Add(new Breach("placard.surplus", blob.Name, "There is a drawing of a placard that is still to come.", "Find out who wrote it, and delete it."));
            }
        }

        breaches.AddRange(current.Select(name => new Breach(
            "placard.missing", name, "The current placard is not there.", "The owner renews the registration in another month, or restore the file from a backup.")));

        if (await placards.FindAsync(registration.PlacardCode, cancellationToken) != registration.Id)
        {
            breaches.Add(new Breach(
                "placard.code", stored.Id, "The code on the placard does not lead to the registration.", "Restore the code's row in PlacardCodes from a backup."));
        }

        return breaches;
    }
}
