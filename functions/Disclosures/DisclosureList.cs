using System.Globalization;
using Azure.Data.Tables;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Disclosures;

/// <summary>
/// Who was given an owner's contact details, in the table <c>Disclosures</c>, for the owner to see. The audit log has the same
/// and more, for the agency; it is not made for reading what concerns one registration.
/// </summary>
public sealed class DisclosureList(TableServiceClient tables)
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.Disclosures);

    /// <summary>Notes a disclosure.</summary>
    /// <param name="id">Whose contact details.</param>
    /// <param name="entry">What the audit log says of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the note is called.</returns>
    internal async Task<string> AddAsync(RegistrationId id, AuditEntry entry, CancellationToken cancellationToken)
    {
        // In the order of time, and each for itself where two come at once. So it is the row of this call alone, which is put rather than
        // added: a client that did not hear that it was written writes it again.
        var rowKey = string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcTicks:D19}-{Guid.CreateVersion7(entry.At):N}");
        var row = new TableEntity(id.Value, rowKey) { ["At"] = entry.At, ["Role"] = entry.Role, ["CaseNumber"] = entry.CaseNumber };
        await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        return rowKey;
    }

    /// <summary>Takes one note back, because nothing was disclosed after all.</summary>
    /// <param name="id">Whose contact details.</param>
    /// <param name="note">What the note is called.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task TakeBackAsync(RegistrationId id, string note, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(id.Value, note, cancellationToken: cancellationToken);

    /// <summary>The disclosures of a registration's contact details, oldest first.</summary>
    public async Task<IReadOnlyList<Disclosure>> ReadAsync(RegistrationId id, CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>(Of(id), cancellationToken: cancellationToken)
            .Select(row => new Disclosure(row.GetDateTimeOffset("At")!.Value, row.GetString("Role"), row.GetString("CaseNumber")))
            .ToListAsync(cancellationToken);

    /// <summary>Forgets them.</summary>
    public Task EraseAsync(RegistrationId id, CancellationToken cancellationToken) => _table.DeleteAllAsync(Of(id), cancellationToken);

    /// <summary>Forgets what concerns registrations that are not there.</summary>
    /// <param name="isThereAsync">Whether a registration is there.</param>
    /// <param name="cancellationToken">Ends the sweep.</param>
    /// <returns>How many registrations were looked at, and for how many of them something was forgotten.</returns>
    internal async Task<(int Seen, int Swept)> SweepAsync(
        Func<RegistrationId, CancellationToken, Task<bool>> isThereAsync, CancellationToken cancellationToken)
    {
        var (seen, swept) = (0, 0);

        // Those of a registration come one after the other.
        string? last = null;
        await foreach (var row in _table.QueryAsync<TableEntity>(select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            if (row.PartitionKey == last || !RegistrationId.TryParse(row.PartitionKey, out var id))
            {
                continue;
            }

            last = row.PartitionKey;
            seen++;
            if (!await isThereAsync(id, cancellationToken))
            {
                await EraseAsync(id, cancellationToken);
                swept++;
            }
        }

        return (seen, swept);
    }

    private static string Of(RegistrationId id) => TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}");
}

/// <summary>One disclosure of an owner's contact details.</summary>
/// <param name="At">When.</param>
/// <param name="Role">The role of the member of the agency.</param>
/// <param name="CaseNumber">The case it was for; <see langword="null"/> where the agency withholds it.</param>
public sealed record Disclosure(DateTimeOffset At, string Role, string? CaseNumber);
