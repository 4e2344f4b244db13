using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>
/// Nothing that a registration says of its owner stands in the clear: not in its rows, its cameras on the map, the list of its disclosures,
/// or the request for its placard.
/// </summary>
internal sealed class ClearDataCheck(TableServiceClient tables, BlobServiceClient blobs) : IRegistrationCheck
{
    private readonly TableClient _disclosures = tables.GetTableClient(StorageNames.Disclosures);
    private readonly BlobContainerClient _requests = blobs.GetBlobContainerClient(StorageNames.PlacardRequests);

    /// <inheritdoc/>
    public bool HoldsAlways => true;

    /// <inheritdoc/>
    public async Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken)
    {
        if (stored.Registration is not { } registration)
        {
            return [];
        }

        var values = PersonalValues.Of(registration);
        var disclosures = await _disclosures.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {stored.Id}"), cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        var request = await RequestAsync(stored.Id, cancellationToken);
        return
        [
            .. stored.Rows.Where(values.StandIn).Select(row => Found(stored.Id, $"The row {row.RowKey} of {StorageNames.Registrations}")),
            .. stored.MapRows.Where(values.StandIn).Select(_ => Found(stored.Id, $"A row of {StorageNames.CameraMap}")),
            .. disclosures.Where(values.StandIn).Select(_ => Found(stored.Id, $"A row of {StorageNames.Disclosures}")),
            .. request is not null && values.StandIn(request) ? [Found(stored.Id, $"The request in {StorageNames.PlacardRequests}")] : Array.Empty<Breach>(),
        ];
    }

    private static Breach Found(string id, string place) => new(
        "clear.personal", id, $"{place} says something of the owner in the clear.",
        "Find out what wrote it there, delete the value, and treat it as seen by whoever can read the storage.");

    private async Task<string?> RequestAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await _requests.GetBlobClient($"{id}.json").DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }
}
