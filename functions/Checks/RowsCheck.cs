using ServerlessRegistry.Encryption;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>Every registration is complete and can be read: its row, its cameras, its tokens, and nothing else.</summary>
internal sealed class RowsCheck : IRegistrationCheck
{
    private const string Restore = "Restore the registration's rows from a backup.";

    /// <inheritdoc/>
    public bool HoldsAlways => true;

    /// <inheritdoc/>
    public Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) => Task.FromResult(Find(stored));

    private static IEnumerable<Breach> Find(StoredRegistration stored)
    {
        if (!RegistrationId.TryParse(stored.Id, out var id) || id.Value != stored.Id)
        {
            return [new Breach("rows.foreign", stored.Id, "The partition is none of a registration.", "Find out who wrote it, and delete it.")];
        }

        return stored switch
        {
            { Main: null } => [new Breach("rows.orphaned", stored.Id, "There are rows without the row 'registration'.", Restore)],
            { IsTombstone: true } => [],
            { Registration: { } registration } => Find(stored, registration),

            // What does not open is told by the check of what is sealed.
            { Fault: UnreadableRegistrationException or UnreadableDataException } => [],
            _ => [new Breach("rows.unreadable", stored.Id, "A column is missing or does not say what it should.", Restore)],
        };
    }

    private static IEnumerable<Breach> Find(StoredRegistration stored, Registration registration)
    {
        var cameras = stored.Rows.Where(RegistrationRows.IsCameraRow).Select(row => row.RowKey).Order(StringComparer.Ordinal).ToList();
        var expected = RegistrationRows.ToCameraRows(registration).Select(row => row.RowKey).Order(StringComparer.Ordinal);
        if (cameras.Count == 0)
        {
            yield return new Breach("rows.cameras", stored.Id, "The registration has no cameras.", Restore);
        }
        else if (!cameras.SequenceEqual(expected))
        {
            yield return new Breach("rows.cameras", stored.Id, "The rows of the cameras are not numbered from 1 without a gap.", Restore);
        }

        var tokens = stored.Rows.Where(OwnerTokenRows.Is).ToList();
        if (tokens.Count == 0 && registration.Status != RegistrationStatus.Withdrawn)
        {
            yield return new Breach("rows.tokens", stored.Id, "No token opens the registration.", "The owner asks for a new link by mail.");
        }

        if (!tokens.TrueForAll(OwnerTokenRows.IsReadable))
        {
            yield return new Breach("rows.tokens", stored.Id, "A row of a token cannot be read.", "Delete the row; its owner asks for a new link by mail.");
        }

        if (stored.Rows.Any(row => row.RowKey != RegistrationRows.Main && !RegistrationRows.IsCameraRow(row) && !OwnerTokenRows.Is(row)))
        {
            yield return new Breach("rows.foreign", stored.Id, "There is a row that is none of a registration's.", "Find out who wrote it, and delete it.");
        }
    }
}
