using Azure.Data.Tables;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>A partition of the table <c>Registrations</c> as it lies there, and what it says where it can be read.</summary>
/// <param name="Id">The partition's key.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Registration">What they say; <see langword="null"/> where they are a tombstone or cannot be read.</param>
/// <param name="Fault">Why they cannot be read; <see langword="null"/> where they can.</param>
/// <param name="MapRows">The rows of its cameras on the map, at the place where it is.</param>
internal sealed record StoredRegistration(
    string Id, IReadOnlyList<TableEntity> Rows, Registration? Registration, Exception? Fault, IReadOnlyList<TableEntity> MapRows)
{
    /// <summary>The main row; <see langword="null"/> where there is none.</summary>
    public TableEntity? Main => Rows.FirstOrDefault(row => row.RowKey == RegistrationRows.Main);

    /// <summary>Whether it is what stays of a registration that was erased.</summary>
    public bool IsTombstone => Main?.ContainsKey("ErasedAt") == true;

    /// <summary>When it was erased; <see langword="null"/> where it was not, or its tombstone does not say.</summary>
    public DateTimeOffset? ErasedAt => Main?["ErasedAt"] as DateTimeOffset?;

    /// <summary>What is still to be done for it, by itself and soon; <see langword="null"/> where nothing is.</summary>
    public string? WorkDue => Change ?? (Registration is { MailDue.IsEmpty: false } ? "mail is due" : null);

    /// <summary>The change of it that is under way, between two steps of which the storage is not in step; <see langword="null"/> where none is.</summary>
    public string? Change => Registration switch
    {
        null => null,
        { Status: RegistrationStatus.Withdrawn } => "is being erased",
        { LeftPoint: not null } => "the map is to follow",
        { Status: RegistrationStatus.Received, AwaitsConfirmation: false } => "waits for its place",
        { WantsPlacard: true } => "waits for its placard",
        _ => null,
    };
}
