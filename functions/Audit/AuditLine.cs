using System.Security.Cryptography;
using System.Text.Json;

namespace ServerlessRegistry.Audit;

/// <summary>What a line of the audit log is.</summary>
internal enum AuditLineKind
{
    /// <summary>It has an entry.</summary>
    Entry,

    /// <summary>It ends its file and names the one that follows.</summary>
    Closed,
}

/// <summary>One line of the audit log: a JSON object that is tied to the line before it.</summary>
internal sealed record AuditLine
{
    /// <summary>What stands for the hash of the line before the first.</summary>
    public static readonly string NoPrevious = new('0', 64);

    /// <summary>Counts the lines of all files, from 1.</summary>
    public long Sequence { get; init; }

    /// <summary>The SHA-256 of the line before, without its line feed, in small hexadecimal digits; 64 zeros in the first line.</summary>
    public string Previous { get; init; } = NoPrevious;

    /// <summary>What the line is.</summary>
    public required AuditLineKind Kind { get; init; }

    /// <summary>Names an entry, so that a writer that got no answer can tell whether the line was written.</summary>
    public Guid? Id { get; init; }

    /// <summary>The entry, in a line that has one.</summary>
    public AuditEntry? Entry { get; init; }

    /// <summary>The file that follows, in a line that closes one.</summary>
    public string? Next { get; init; }

    /// <summary>Reads a line that may be anything.</summary>
    /// <returns><see langword="null"/> where it is no line of an audit log.</returns>
    public static AuditLine? TryParse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var line = JsonSerializer.Deserialize(bytes, AuditJson.Default.AuditLine);
            return line is { Sequence: > 0, Previous: not null } && line.IsWhole ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The hash of a line's bytes, as the next line has it.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The line as it is written, without a line feed.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditLine);

    private bool IsWhole => Kind switch
    {
        AuditLineKind.Entry => Entry is not null && Id is not null,
        _ => AuditFile.TryParse(Next, out _),
    };
}
