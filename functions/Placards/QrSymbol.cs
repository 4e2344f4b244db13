using QRCoder;
using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>A QR code (ISO/IEC 18004) as one outline, so that neither printers nor screens show seams between its modules.</summary>
internal sealed class QrSymbol : IDisposable
{
    /// <summary>How many blank modules the standard demands on each side.</summary>
    public const int QuietZone = 4;

    private readonly SKPath _outline;

    /// <summary>
    /// Encodes a text with error correction level Q: a quarter of the code may be scratched, faded or behind a reflection.
    /// </summary>
    public QrSymbol(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.Q);
        Modules = data.ModuleMatrix.Count - (2 * QuietZone);
        _outline = Outline(data);
    }

    /// <summary>How many modules each side has, without the quiet zone.</summary>
    public int Modules { get; }

    /// <summary>Draws the code so that it fills a square, around which the caller leaves the quiet zone.</summary>
    public void Draw(SKCanvas canvas, SKRect square, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.Save();
        canvas.Translate(square.Left, square.Top);
        canvas.Scale(square.Width / Modules);
        canvas.DrawPath(_outline, paint);
        canvas.Restore();
    }

    public void Dispose() => _outline.Dispose();

    /// <summary>Of all the modules at once: to join them one by one takes several times as long as to encode the text.</summary>
    private static SKPath Outline(QRCodeData data)
    {
        using var region = new SKRegion();
        region.SetRects([.. DarkModules(data)]);
        return region.GetBoundaryPath();
    }

    // QRCoder's matrix includes the quiet zone.
    private static IEnumerable<SKRectI> DarkModules(QRCodeData data) =>
        from row in data.ModuleMatrix.Index()
        from column in Enumerable.Range(0, row.Item.Count)
        where row.Item[column]
        select SKRectI.Create(column - QuietZone, row.Index - QuietZone, 1, 1);
}
