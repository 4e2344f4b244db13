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
    public void Render_OnManyThreads_GivesWhatOneThreadGives()
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();
        using var renderer = new PlacardRenderer(city.Program(), publicSans);
        var contents = Enumerable.Range(0, 6)
            .Select(_ => new PlacardContent(PlacardCode.Create(), new DateOnly(2027, 11, 30)))
            .ToArray();
        var expected = contents.Select(content => renderer.Render(content).Png).ToArray();

        var actual = contents.AsParallel().AsOrdered().WithDegreeOfParallelism(6).Select(content => renderer.Render(content).Png).ToArray();

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
}
