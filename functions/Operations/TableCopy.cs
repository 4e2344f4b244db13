using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace ServerlessRegistry.Operations;

/// <summary>Copies tables row by row, in transactions of one partition each.</summary>
internal sealed class TableCopy(TableServiceClient from, TableServiceClient to, TextWriter output)
{
    private const int MostRows = 100;

    /// <summary>A transaction takes 4 MiB; what its rows are written with comes on top of what they hold.</summary>
    private const int MostBytes = 2 * 1024 * 1024;
    private const int AtOnce = 16;
    private const int RowsBetweenLines = 10_000;

    private readonly Dictionary<string, long> _copied = [];

    /// <summary>A table of the target that has a row already and that there is one to copy of; <see langword="null"/> where there is none.</summary>
    public async Task<string?> FindInTargetAsync(CancellationToken cancellationToken)
    {
        var taken = await NamesAsync(to, cancellationToken).ToHashSetAsync(StringComparer.OrdinalIgnoreCase, cancellationToken);
        await foreach (var name in NamesAsync(from, cancellationToken))
        {
            if (taken.Contains(name) && await KeysOf(to, name, 1, cancellationToken).AnyAsync(cancellationToken))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Copies every table. A row that is there already is replaced.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in NamesAsync(from, cancellationToken))
        {
            _copied[name] = await CopyAsync(name, cancellationToken);
            await output.WriteLineAsync($"Table {name}: {CopyStorage.Shown(_copied[name])} rows.");
        }
    }

    /// <summary>Counts the rows of the target.</summary>
    /// <returns>A sentence for each table that has another number of them than were copied.</returns>
    public async Task<IReadOnlyList<string>> CompareAsync(CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        foreach (var (name, copied) in _copied)
        {
            var counted = await KeysOf(to, name, null, cancellationToken).LongCountAsync(cancellationToken);
            if (counted != copied)
            {
                differences.Add($"Table {name}: {CopyStorage.Shown(copied)} rows were copied, and the target has {CopyStorage.Shown(counted)}.");
            }
        }

        return differences;
    }

    private async Task<long> CopyAsync(string name, CancellationToken cancellationToken)
    {
        await to.CreateTableIfNotExistsAsync(name, cancellationToken);
        var (source, target) = (from.GetTableClient(name), to.GetTableClient(name));
        var copied = 0L;
        await Parallel.ForEachAsync(
            BatchesAsync(source, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (batch, stop) =>
            {
                await target.SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), stop);
                var now = Interlocked.Add(ref copied, batch.Count);
                if (now / RowsBetweenLines > (now - batch.Count) / RowsBetweenLines)
                {
                    await output.WriteLineAsync($"Table {name}: {CopyStorage.Shown(now)} rows so far …");
                }
            });
        return copied;
    }

    /// <summary>Rows come in the order of their keys, so those of a partition come one after another.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<TableEntity>> BatchesAsync(
        TableClient table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<TableEntity>();
        var bytes = 0;
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            var size = row.Sum(cell => SizeOf(cell.Value));
            if (batch.Count > 0 && (batch[0].PartitionKey != row.PartitionKey || batch.Count == MostRows || bytes + size > MostBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(row);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static int SizeOf(object? value) => value switch
    {
        string text => 2 * text.Length,
        byte[] bytes => 2 * bytes.Length,
        BinaryData data => 2 * data.ToMemory().Length,
        _ => 16,
    };

    private static AsyncPageable<TableEntity> KeysOf(TableServiceClient tables, string name, int? pageSize, CancellationToken cancellationToken) =>
        tables.GetTableClient(name).QueryAsync<TableEntity>(maxPerPage: pageSize, select: ["PartitionKey"], cancellationToken: cancellationToken);

    private static IAsyncEnumerable<string> NamesAsync(TableServiceClient tables, CancellationToken cancellationToken) =>
        tables.QueryAsync(cancellationToken: cancellationToken).Select(table => table.Name).Where(name => !CopyStorage.IsOfTheHost(name));
}
