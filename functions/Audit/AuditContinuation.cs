using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServerlessRegistry.Audit;

/// <summary>Where an answer ended. Files only grow, so the place stays where it is.</summary>
/// <param name="File">The file.</param>
/// <param name="Position">Where its next line starts, in bytes.</param>
internal sealed record AuditContinuation(AuditFile File, long Position)
{
    /// <summary>Reads what an earlier answer gave.</summary>
    public static bool TryParse(string text, out AuditContinuation? continuation)
    {
        continuation = null;
        if (!Base64Url.IsValid(text) || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is not [var name, var position])
        {
            return false;
        }

        if (!AuditFile.TryParse(name, out var file) || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedPosition))
        {
            return false;
        }

        continuation = new AuditContinuation(file, parsedPosition);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{File.Name} {Position}")));
}
