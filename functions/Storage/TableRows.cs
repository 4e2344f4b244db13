using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Storage;

/// <summary>Deletes rows of one partition that others may delete at the same time.</summary>
internal static class TableRows
{
    private const int MostRowsOfATransaction = 100;

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
