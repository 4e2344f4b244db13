using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace ServerlessRegistry.Checks;

/// <summary>Walks through the rows of a table, each of which must have something that it belongs to.</summary>
internal abstract class TableRowsCheck(TableServiceClient tables, string name, string subject) : ICheck
{
    private readonly TableClient _table = tables.GetTableClient(name);

    /// <inheritdoc/>
    public string Subject => subject;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            yield return new CheckItem(row.PartitionKey, async (again, stop) =>
                (again ? await CurrentAsync(row, stop) : row) is { } current ? await LookAsync(current, settings, stop) : Verdict.Sound);
        }
    }

    /// <summary>Looks at a row.</summary>
    protected abstract Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken);

    private async Task<TableEntity?> CurrentAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var current = await _table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        return current.HasValue ? current.Value : null;
    }
}
