using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using ServerlessRegistry.City;
using ServerlessRegistry.Placards;
using SkiaSharp;

namespace ServerlessRegistry.Tests.Placards;

public sealed class PlacardPngTests
{
    private const int PixelsPerInch = 216;

    [Fact]
    public void Png_Always_IsALetterPageOf216PixelsToTheInch()
    {
        var png = SamplePlacards.Render().Png;

        using var picture = SKBitmap.Decode(png);

        Assert.Equal((1836, 2376), (picture.Width, picture.Height));
        // 8504 pixels per metre both ways; the last four bytes are the chunk's CRC-32, computed with zlib.
        Assert.Equal("00000009" + "70485973" + "00002138" + "00002138" + "01" + "45963160", Convert.ToHexString(png, 33, 21));
    }

    [Fact]
    public void Png_WithinTheMarginsOfHomePrinters_IsBlank()
    {
        using var picture = SKBitmap.Decode(SamplePlacards.Render().Png);
        var margin = (int)Math.Floor(0.4 * PixelsPerInch);

        var printed = picture.Pixels.Index().Where(pixel => pixel.Item != SKColors.White)
            .Select(pixel => new SKPointI(pixel.Index % picture.Width, pixel.Index / picture.Width))
            .ToList();

        Assert.InRange(printed.Min(point => point.X), margin, picture.Width);
        Assert.InRange(printed.Min(point => point.Y), margin, picture.Height);
        Assert.InRange(printed.Max(point => point.X), 0, picture.Width - margin - 1);
        Assert.InRange(printed.Max(point => point.Y), 0, picture.Height - margin - 1);
    }

    [Fact]
    public void Png_OfTheCutDownTypeface_IsTheSameAsOfTheWholeOne()
    {
        using var city = SamplePlacards.City(("ProgramName", "Ångström Überwachung Łódź"));
        using var publicSans = new PublicSans();
        using var whole = new PlacardRenderer(city.Program(), publicSans);

        var expected = whole.Render(SamplePlacards.Content);
        var actual = SamplePlacards.Render(("ProgramName", "Ångström Überwachung Łódź"));

        Assert.Equal(expected.Png, actual.Png);
        Assert.True(actual.Pdf.Length < expected.Pdf.Length / 2);
    }

    [Fact]
    public void Png_OfAnyPlacardOfAProgram_ShowsTheWholeDrawingInItsColours()
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();
        using var renderer = new PlacardRenderer(city.Program(), publicSans);
        renderer.Render(new PlacardContent(SamplePlacards.Code("0000-1111-2222"), new DateOnly(2030, 5, 31)));

        using var picture = SKBitmap.Decode(renderer.Render(SamplePlacards.Content).Png);

        using var drawing = DrawAtOnce(city.Program(), publicSans);
        var unseen = picture.Pixels.Zip(drawing.Pixels).Where(pair => pair.First != pair.Second).ToList();
        // Skia follows a bend that crosses the upper edge of a picture a little otherwise: a few pixels of the frame's lower corners differ by more than the palette.
        Assert.InRange(unseen.Count(pair => Difference(pair.First, pair.Second) > 3), 0, 10);
        Assert.InRange(unseen.Max(pair => Difference(pair.First, pair.Second)), 0, 10);
        Assert.DoesNotContain(unseen, pair => PlacardPalette.All.Contains(pair.Second));
    }

    [Fact]
    public void Png_AfterAnotherPlacard_IsTheSameAsAlone()
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();
        using var renderer = new PlacardRenderer(city.Program(), publicSans);
        renderer.Render(new PlacardContent(SamplePlacards.Code("0000-1111-2222"), new DateOnly(2030, 5, 31)));

        Assert.Equal(SamplePlacards.Render().Png, renderer.Render(SamplePlacards.Content).Png);
    }

    [Fact]
    public void Png_TakenApart_HasTheChecksOfAllItsChunksAndRows()
    {
        using var pixels = new MemoryStream();
        foreach (var (type, content) in Chunks(SamplePlacards.Render().Png))
        {
            pixels.Write(type.SequenceEqual("IDAT"u8) ? content : []);
        }

        pixels.Position = 0;
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionMode.Decompress))
        {
            zlib.CopyTo(rows);
        }

        Assert.Equal(2376 * (1 + 1836), rows.Length);
        Assert.Equal(Adler32(rows.ToArray()), BinaryPrimitives.ReadUInt32BigEndian(pixels.ToArray().AsSpan()[^4..]));
    }

    [Fact]
    public void Png_OfTheSample_IsAtMost160Kilobytes() => Assert.InRange(SamplePlacards.Render().Png.Length, 1, 160_000);

    [Fact]
    public void Render_OnManyThreads_GivesWhatOneThreadGives()
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();
        using var alone = new PlacardRenderer(city.Program(), publicSans);
        using var shared = new PlacardRenderer(city.Program(), publicSans);
        var contents = Enumerable.Range(0, 6)
            .Select(_ => new PlacardContent(PlacardCode.Create(), new DateOnly(2027, 11, 30)))
            .ToArray();
        var expected = contents.Select(content => alone.Render(content).Png).ToArray();

        var actual = contents.AsParallel().AsOrdered().WithDegreeOfParallelism(6).Select(content => shared.Render(content).Png).ToArray();

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Render_WithoutACode_IsRefused()
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();
        using var renderer = new PlacardRenderer(city.Program(), publicSans);

        Assert.Throws<ArgumentException>(() => renderer.Render(new PlacardContent(default, new DateOnly(2027, 11, 30))));
    }

    private static SKBitmap DrawAtOnce(CityProgram program, PublicSans publicSans)
    {
        var url = program.CheckUrl(SamplePlacards.Content.Code);
        using var symbol = new QrSymbol(url);
        var picture = new SKBitmap(1836, 2376, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(picture);
        canvas.Scale(PlacardLayout.PixelsPerPoint);
        new PlacardDrawing(PlacardLayout.Create(program, SamplePlacards.Content, symbol.Modules, publicSans), symbol, url).Draw(canvas);
        return picture;
    }

    private static int Difference(SKColor one, SKColor other) =>
        Math.Max(Math.Abs(one.Red - other.Red), Math.Max(Math.Abs(one.Green - other.Green), Math.Abs(one.Blue - other.Blue)));

    private static IEnumerable<(byte[] Type, byte[] Content)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(Crc32.HashToUInt32(png.AsSpan(at + 4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            yield return (png[(at + 4)..(at + 8)], png[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }

    // RFC 1950, section 2.2.
    private static uint Adler32(byte[] data)
    {
        var (low, high) = (1u, 0u);
        foreach (var value in data)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }
}
