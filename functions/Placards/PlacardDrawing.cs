using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>Draws a placard on any canvas that measures in points: the page of a PDF, or a picture.</summary>
internal sealed class PlacardDrawing(PlacardLayout layout, QrSymbol qrSymbol, string checkUrl)
{
    public void Draw(SKCanvas canvas)
    {
        canvas.Clear(PlacardPalette.Paper);
        DrawFields(canvas);
        PlacardEmblem.Draw(canvas, layout.Emblem, PlacardPalette.Gold, PlacardPalette.Navy);
        foreach (var text in layout.Texts)
        {
            text.Draw(canvas);
        }

        qrSymbol.Draw(canvas, layout.QrCode, PlacardPalette.Ink);
        canvas.DrawUrlAnnotation(layout.QrCode, checkUrl);
    }

    // The frame is a dark field with the paper laid over it, so that its corners match inside and out.
    private void DrawFields(SKCanvas canvas)
    {
        using var navy = Fill(PlacardPalette.Navy);
        using var gold = Fill(PlacardPalette.Gold);
        using var paper = Fill(PlacardPalette.Paper);
        canvas.DrawRoundRect(PlacardLayout.Frame, PlacardLayout.FrameRadius, PlacardLayout.FrameRadius, navy);

        const float InnerRadius = PlacardLayout.FrameRadius - PlacardLayout.FrameWidth;
        using var lower = new SKRoundRect();
        var corner = new SKPoint(InnerRadius, InnerRadius);
        lower.SetRectRadii(PlacardLayout.Paper, [SKPoint.Empty, SKPoint.Empty, corner, corner]);
        canvas.DrawRoundRect(lower, paper);
        canvas.DrawRect(PlacardLayout.Stripe, gold);
        canvas.DrawRoundRect(layout.Validity, 9, 9, gold);
    }

    private static SKPaint Fill(SKColor color) => new() { Color = color, IsAntialias = true };
}
