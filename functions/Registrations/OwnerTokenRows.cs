using Azure.Data.Tables;

namespace ServerlessRegistry.Registrations;

/// <summary>How the tokens of a registration lie beside it: rows <c>token-{hash}</c>.</summary>
internal static class OwnerTokenRows
{
    private const string Prefix = "token-";

    /// <summary>What comes after every token in the order of keys.</summary>
    private const string End = "token.";

    /// <summary>The row of a token.</summary>
    public static TableEntity ToRow(RegistrationId id, ManageToken secret, OwnerToken token) => ToRow(id, secret.Value, token);

    /// <summary>The row of the token that a caller presented.</summary>
    public static TableEntity ToRow(RegistrationId id, string presentedToken, OwnerToken token) => new(id.Value, Key(presentedToken))
    {
        ["Kind"] = token.Kind.ToString(),
        ["CreatedAt"] = token.CreatedAt,
        ["Mailbox"] = token.Mailbox,
        ["ExpiresAt"] = token.ExpiresAt,
    };

    /// <summary>The key of a token's row.</summary>
    public static string Key(string token) => Prefix + ManageToken.Hash(token);

    /// <summary>The filter of a registration's tokens.</summary>
    public static string Of(RegistrationId id) => TableClient.CreateQueryFilter($"PartitionKey eq {id.Value} and RowKey ge {Prefix} and RowKey lt {End}");

    /// <summary>Whether a row is a token's.</summary>
    public static bool Is(TableEntity row) => row.RowKey.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The token that a caller presents; <see langword="null"/> where the registration has no such.</summary>
    public static OwnerToken? Find(IEnumerable<TableEntity> rows, string presentedToken)
    {
        var key = Key(presentedToken);
        return rows.FirstOrDefault(row => row.RowKey == key) is { } found ? Read(found) : null;
    }

    /// <summary>Whether a row says all that a token's row must.</summary>
    public static bool IsReadable(TableEntity row) =>
        row.RowKey.Length == Prefix.Length + ManageToken.HashLength
        && Enum.TryParse<OwnerTokenKind>(row["Kind"] as string, out _)
        && row["CreatedAt"] is DateTimeOffset;

    /// <summary>The token of a row.</summary>
    public static OwnerToken Read(TableEntity row) => new(
        Enum.Parse<OwnerTokenKind>(row.GetString("Kind")),
        row.GetDateTimeOffset("CreatedAt")!.Value,
        row.GetString("Mailbox"),
        row.GetDateTimeOffset("ExpiresAt"));
}
