using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Makes the pictures of one program's placards. Their upper part is the same on all of them, so it is drawn and compressed for the first
/// one only; what is left to draw takes a quarter of the time and of the memory. Safe to use from many threads.
/// </summary>
internal sealed class PlacardPicture
{
    private const int Scale = PlacardLayout.PixelsPerPoint;
    private readonly IndexedPalette _palette = new(PlacardPalette.All, PlacardPalette.Meetings);
    private readonly Lock _drawsShared = new();
    private PngRows? _shared;

    /// <summary>Draws one placard as a PNG.</summary>
    public byte[] Draw(PlacardDrawing drawing) => IndexedPng.Write(
        PlacardLayout.PageWidth * Scale,
        PlacardLayout.PageHeight * Scale,
        Scale * PlacardLayout.PointsPerInch,
        _palette,
        [Shared(drawing), Rows(drawing, PlacardLayout.SharedHeight, PlacardLayout.PageHeight)]);

    private PngRows Shared(PlacardDrawing drawing)
    {
        lock (_drawsShared)
        {
            return _shared ??= Rows(drawing, 0, PlacardLayout.SharedHeight);
        }
    }

    /// <summary>The rows from one height, in points, to another.</summary>
    private PngRows Rows(PlacardDrawing drawing, int top, int bottom)
    {
        var size = new SKImageInfo(PlacardLayout.PageWidth * Scale, (bottom - top) * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(size);
        surface.Canvas.Scale(Scale);
        surface.Canvas.Translate(0, -top);
        drawing.Draw(surface.Canvas);
        using var pixels = surface.PeekPixels();
        return PngRows.Of(pixels, _palette);
    }
}
