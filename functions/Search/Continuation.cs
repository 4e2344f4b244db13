using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServerlessRegistry.Search;

/// <summary>The last camera of an answer. The next answer starts after it, also when cameras came or went in between.</summary>
/// <param name="Rank">The camera's rank by what it sees.</param>
/// <param name="Distance">Its distance, in metres.</param>
/// <param name="CameraId">Its id.</param>
internal sealed record Continuation(int Rank, double Distance, string CameraId)
{
    /// <summary>Reads what an earlier answer gave.</summary>
    public static bool TryParse(string text, out Continuation? continuation)
    {
        continuation = null;
        if (!Base64Url.IsValid(text) || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is not [var rank, var distance, var cameraId])
        {
            return false;
        }

        if (!int.TryParse(rank, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedRank)
            || !double.TryParse(distance, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsedDistance))
        {
            return false;
        }

        continuation = new Continuation(parsedRank, parsedDistance, cameraId);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Rank} {Distance:R} {CameraId}")));
}
