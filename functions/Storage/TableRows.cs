using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Storage;

/// <summary>Deletes rows that others may change or delete at the same time.</summary>
internal static class TableRows
{
    private const int MostRowsOfATransaction = 100;

    /// <summary>Deletes a row unless somebody has changed it since it was read.</summary>
    public static async Task DeleteUnchangedAsync(this TableClient table, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(row, row.ETag, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is StatusCodes.Status404NotFound or StatusCodes.Status412PreconditionFailed)
        {
            // Somebody else has dealt with it.
        }
    }

    /// <summary>Deletes every row that a filter over one partition finds, and those that come meanwhile.</summary>
    public static async Task DeleteAllAsync(this TableClient table, string filter, CancellationToken cancellationToken)
    {
        while (await table.QueryAsync<TableEntity>(filter, MostRowsOfATransaction, ["PartitionKey", "RowKey"], cancellationToken)
            .Take(MostRowsOfATransaction).ToListAsync(cancellationToken) is { Count: > 0 } rows)
        {
            try
            {
                await table.SubmitTransactionAsync(
                    rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
            catch (TableTransactionFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
            {
                // Somebody else deletes the same rows: look at what is left.
            }
        }
    }
}
