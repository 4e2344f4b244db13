namespace ServerlessRegistry.Placards;

/// <summary>A placard as files, both of one US letter page (8.5 by 11 inches) from the same layout.</summary>
/// <param name="Pdf">Vector, one page, fonts embedded, nothing in it that tells when or where it was made.</param>
/// <param name="Png">1836 by 2376 pixels, 216 to the inch.</param>
public sealed record RenderedPlacard(byte[] Pdf, byte[] Png);
