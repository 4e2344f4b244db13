using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// The placard's sign: a security camera on its wall mount, in a ringed disc. It belongs to no agency. It is drawn on a
/// square of 200 by 200 units, the origin in the middle.
/// </summary>
internal static class PlacardEmblem
{
    private const float OuterRadius = 100;
    private const float DiscRadius = 91;
    private const float RingWidth = 4;
    private const float FigureScale = 0.94f;
    private const float Tilt = -20;

    public static void Draw(SKCanvas canvas, SKRect square, SKColor discColor, SKColor figureColor)
    {
        using var disc = new SKPaint { Color = discColor, IsAntialias = true };
        using var figure = new SKPaint { Color = figureColor, IsAntialias = true };
        canvas.Save();
        canvas.Translate(square.MidX, square.MidY);
        canvas.Scale(square.Width / (2 * OuterRadius));
        DrawDisc(canvas, disc);
        canvas.Translate(0, 3);
        canvas.Scale(FigureScale);
        DrawMount(canvas, figure);
        canvas.Translate(-4, -14);
        canvas.RotateDegrees(Tilt);
        DrawCamera(canvas, figure, disc);
        canvas.Restore();
    }

    private static void DrawDisc(SKCanvas canvas, SKPaint paint)
    {
        canvas.DrawCircle(0, 0, DiscRadius, paint);
        using var ring = Stroke(paint.Color, RingWidth);
        canvas.DrawCircle(0, 0, OuterRadius - (RingWidth / 2), ring);
    }

    // The arm runs from under the camera to a plate on the wall at the right.
    private static void DrawMount(SKCanvas canvas, SKPaint paint)
    {
        using var arm = Stroke(paint.Color, 12);
        using var builder = new SKPathBuilder();
        builder.MoveTo(8, 0);
        builder.LineTo(20, 44);
        builder.LineTo(58, 44);
        using var path = builder.Detach();
        canvas.DrawPath(path, arm);
        canvas.DrawRoundRect(SKRect.Create(54, 24, 13, 40), 4, 4, paint);
    }

    private static void DrawCamera(SKCanvas canvas, SKPaint figure, SKPaint disc)
    {
        var body = SKRect.Create(-54, -19, 108, 42);
        var hood = SKRect.Create(-74, -38, 136, 13);
        var lens = SKRect.Create(-73, -13, 15, 30);
        canvas.DrawRoundRect(body, 9, 9, figure);
        canvas.DrawRoundRect(hood, 6, 6, figure);
        canvas.DrawRoundRect(lens, 5, 5, figure);
        canvas.DrawCircle(34, 2, 6, disc);
    }

    private static SKPaint Stroke(SKColor color, float width) => new()
    {
        Color = color,
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = width,
        StrokeJoin = SKStrokeJoin.Round,
    };
}
