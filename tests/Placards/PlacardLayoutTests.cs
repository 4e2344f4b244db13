using ServerlessRegistry.Placards;
using SkiaSharp;

namespace ServerlessRegistry.Tests.Placards;

public sealed class PlacardLayoutTests
{
    private const int QrModules = 33;
    private const float WcagTextContrast = 4.5f;
    private const float WcagGraphicsContrast = 3f;

    private static readonly int[] Lengths = [1, 2, 5, 12, 20, 30, 40, 60, 80, 100, 120];

    private static readonly string[] Samples =
        [new string('W', 120), new string('i', 120), Words("Camera"), Words("a"), Words("Überwachungskameras-"), Words("Ǻģ")];

    public static TheoryData<string> Names => new(
        from length in Lengths
        from sample in Samples
        select sample[..length].TrimEnd());

    [Theory]
    [MemberData(nameof(Names))]
    public void ProgramName_OfAnyLength_StaysInsideAndClearOfTheRest(string name) => AssertSound(("ProgramName", name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Agency_OfAnyLength_StaysInsideAndClearOfTheRest(string name) =>
        AssertSound(("Agency", name[..Math.Min(name.Length, 100)].TrimEnd()), ("ProgramName", Words("Registry")[..119]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Headline_OfAnyLength_StaysInsideAndClearOfTheRest(string name) =>
        AssertSound(("Placard:Headline", name[..Math.Min(name.Length, 90)].TrimEnd()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Statement_OfAnyLength_StaysInsideAndClearOfTheRest(string name) =>
        AssertSound(("Placard:Statement", name + name.Replace('-', '\n')), ("Placard:Check", "{site} " + name[..Math.Min(name.Length, 110)].TrimEnd()));

    [Fact]
    public void EveryText_AtItsLongest_IsStillLegible()
    {
        using var city = SamplePlacards.City(Longest());
        using var publicSans = new PublicSans();

        var content = new PlacardContent(SamplePlacards.Code("MMMM-WWWW-MMMM"), new DateOnly(2027, 11, 30));

        var layout = PlacardLayout.Create(city.Program(), content, qrModules: 57, publicSans);

        AssertSound(layout, qrModules: 57);
        // From top to bottom: name, agency, headline, statement, code label, code, expiry, check.
        float[] smallest = [14, 9, 26, 9, 8, 26, 7, 6];
        Assert.All(layout.Texts.Zip(smallest), pair => Assert.True(pair.First.Text.Size >= pair.Second, $"{pair.First.Text.Size} < {pair.Second}"));
    }

    [Fact]
    public void EveryText_DrawnAlone_HasItsInkWithinItsBounds()
    {
        using var city = SamplePlacards.City(
            ("ProgramName", "ÅÇĢ ÉŊŲ Ýgjpqy Ňß"), ("Agency", "ŔŮǺ Ķjgy"), ("Placard:Headline", "ÅÇĢ ÉŊŲ Ýgjpqy Ňß ŔŮ Ķjgy"));
        using var publicSans = new PublicSans();
        var layout = PlacardLayout.Create(city.Program(), SamplePlacards.Content, QrModules, publicSans);

        Assert.All(layout.Texts, AssertInkWithinBounds);
    }

    [Fact]
    public void EveryText_OnItsBackground_HasContrastEnough()
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();
        using var picture = SKBitmap.Decode(SamplePlacards.Render().Png);

        var layout = PlacardLayout.Create(city.Program(), SamplePlacards.Content, QrModules, publicSans);

        Assert.All(layout.Texts, text =>
        {
            var behind = picture.GetPixel((int)((text.Bounds.Left - 3) * 3), (int)(text.Bounds.MidY * 3));
            Assert.Equal(text.Background, behind);
            Assert.InRange(Contrast(text.Color, behind), WcagTextContrast, 21);
        });
        Assert.InRange(Contrast(PlacardPalette.Gold, PlacardPalette.Navy), WcagGraphicsContrast, 21);
        Assert.InRange(Contrast(PlacardPalette.Ink, PlacardPalette.Paper), WcagTextContrast, 21);
    }

    [Theory]
    [InlineData(29)]
    [InlineData(33)]
    [InlineData(41)]
    [InlineData(57)]
    [InlineData(77)]
    public void QrCode_OfAnySize_HasWholePixelModulesAndItsQuietZone(int modules)
    {
        using var city = SamplePlacards.City();
        using var publicSans = new PublicSans();

        var layout = PlacardLayout.Create(city.Program(), SamplePlacards.Content, modules, publicSans);

        var pixels = layout.QrCode.Width * 3 / modules;
        Assert.Equal(MathF.Round(pixels), pixels, 0.001f);
        Assert.True(pixels >= 6);
        AssertSound(layout, modules);
    }

    private static string Words(string word) => string.Concat(Enumerable.Repeat(word + " ", 120))[..120];

    private static (string Path, string Value)[] Longest() =>
    [
        ("ProgramName", new string('W', 120)),
        ("Agency", new string('W', 100)),
        ("SiteUrl", "https://" + new string('m', 56) + "." + new string('w', 55)),
        ("Placard:Headline", new string('W', 90)),
        ("Placard:Statement", new string('W', 240)),
        ("Placard:CodeLabel", new string('W', 40)),
        ("Placard:ValidThrough", "{month}{year}" + new string('W', 47)),
        ("Placard:Check", "{site}" + new string('W', 114)),
        ("Placard:Months:10", new string('W', 20)),
    ];

    private static void AssertSound(params (string Path, string Value)[] settings)
    {
        using var city = SamplePlacards.City(settings);
        using var publicSans = new PublicSans();
        AssertSound(PlacardLayout.Create(city.Program(), SamplePlacards.Content, QrModules, publicSans), QrModules);
    }

    private static void AssertSound(PlacardLayout layout, int qrModules)
    {
        var quietZone = layout.QrCode;
        quietZone.Inflate(4 * layout.QrCode.Width / qrModules, 4 * layout.QrCode.Width / qrModules);
        Assert.All(layout.Texts, text => AssertInsideAField(layout, text));
        AssertClear([.. layout.Texts.Select(text => text.Bounds), layout.Emblem, layout.QrCode]);
        AssertClear([layout.Validity, layout.QrCode, .. layout.Texts.Where(text => text.Background == PlacardPalette.Paper).Select(text => text.Bounds)]);
        Assert.True(PlacardLayout.Panel.Contains(layout.Emblem));
        Assert.True(layout.Emblem.Width >= 90, $"The emblem is only {layout.Emblem.Width} points wide.");
        Assert.True(PlacardLayout.Paper.Contains(quietZone));
        // From the code's label down, and no earlier, one placard may differ from another.
        Assert.All(layout.Texts.Take(4), text => Assert.True(text.Bounds.Bottom <= PlacardLayout.SharedHeight));
        Assert.All(layout.Texts.Skip(4), text => Assert.True(text.Bounds.Top >= PlacardLayout.SharedHeight));
        Assert.True(Math.Min(layout.QrCode.Top, layout.Validity.Top) >= PlacardLayout.SharedHeight);
        Assert.True(PlacardLayout.Frame.Left >= PlacardLayout.Margin && PlacardLayout.Frame.Bottom <= 792 - PlacardLayout.Margin);
    }

    private static void AssertInsideAField(PlacardLayout layout, PlacedText text)
    {
        var field = text.Background == PlacardPalette.Navy ? PlacardLayout.Panel
            : text.Background == PlacardPalette.Gold ? layout.Validity
            : PlacardLayout.Paper;
        Assert.True(field.Contains(text.Bounds), $"'{text.Text.Text.Text}' at {text.Bounds} leaves {field}.");
    }

    private static void AssertClear(SKRect[] places)
    {
        foreach (var (index, place) in places.Index())
        {
            Assert.All(places[(index + 1)..], other => Assert.False(place.IntersectsWith(other), $"{place} and {other} overlap."));
        }
    }

    private static void AssertInkWithinBounds(PlacedText text)
    {
        using var picture = new SKBitmap(PlacardLayout.PageWidth, PlacardLayout.PageHeight);
        using var canvas = new SKCanvas(picture);
        text.Draw(canvas);
        canvas.Flush();

        var allowed = text.Bounds;
        allowed.Inflate(1.5f, 1.5f);
        var ink = picture.Pixels.Index().Where(pixel => pixel.Item.Alpha > 0)
            .Select(pixel => new SKPoint(pixel.Index % picture.Width, pixel.Index / picture.Width))
            .ToList();
        Assert.NotEmpty(ink);
        Assert.DoesNotContain(ink, point => !allowed.Contains(point));
    }

    // WCAG 2.2, "contrast ratio" and "relative luminance".
    private static float Contrast(SKColor one, SKColor other)
    {
        var (lighter, darker) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (float)((lighter + 0.05) / (darker + 0.05));
    }

    private static double Luminance(SKColor color) =>
        (0.2126 * Linear(color.Red)) + (0.7152 * Linear(color.Green)) + (0.0722 * Linear(color.Blue));

    private static double Linear(byte channel) =>
        channel / 255.0 <= 0.04045 ? channel / 255.0 / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
}
