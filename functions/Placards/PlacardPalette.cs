using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>The placard's colours. They keep their order of lightness on a printer without colour.</summary>
internal static class PlacardPalette
{
    public static SKColor Paper { get; } = new(0xFF, 0xFF, 0xFF);

    public static SKColor Navy { get; } = new(0x0B, 0x25, 0x45);

    public static SKColor Gold { get; } = new(0xFF, 0xC9, 0x3C);

    public static SKColor PaleBlue { get; } = new(0xD3, 0xE2, 0xF4);

    public static SKColor Ink { get; } = new(0x12, 0x1A, 0x26);

    public static IReadOnlyCollection<SKColor> All { get; } = [Paper, Navy, Gold, PaleBlue, Ink];

    /// <summary>The colours of which one is drawn upon the other.</summary>
    public static IReadOnlyCollection<(SKColor, SKColor)> Meetings { get; } =
        [(Paper, Navy), (Paper, Gold), (Paper, Ink), (Navy, Gold), (Navy, PaleBlue)];
}
