using System.Globalization;

namespace ServerlessRegistry.Tests.Placards;

/// <summary>Second opinions on the files from the programs that people open, print and scan them with.</summary>
public sealed class PlacardToolTests : IDisposable
{
    private static readonly ExternalTool PdfToText = new("pdftotext", "install poppler-utils (Debian, Ubuntu) or poppler (Homebrew)");
    private static readonly ExternalTool PdfToPpm = new("pdftoppm", "install poppler-utils (Debian, Ubuntu) or poppler (Homebrew)");
    private static readonly ExternalTool PdfFonts = new("pdffonts", "install poppler-utils (Debian, Ubuntu) or poppler (Homebrew)");
    private static readonly ExternalTool ZbarImage = new("zbarimg", "install zbar-tools (Debian, Ubuntu) or zbar (Homebrew)");
    private static readonly ExternalTool Qpdf = new("qpdf", "install qpdf (Debian, Ubuntu, Homebrew)");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("placard-");

    [Fact]
    public async Task PdfToText_OfThePdf_FindsTheCode()
    {
        var result = await PdfToText.RunAsync(Save(SamplePlacards.Render().Pdf, "placard.pdf"), "-");

        Assert.Contains("7K3M-9QX2-TB4D", result.Output.Split('\n'));
        Assert.Contains("Valid through November 2027", result.Output.Split('\n'));
    }

    [Fact]
    public async Task Qpdf_Check_FindsNothingWrong()
    {
        var result = await Qpdf.RunAsync("--check", Save(SamplePlacards.Render().Pdf, "placard.pdf"));

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("No syntax or stream encoding errors", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PdfFonts_OfThePdf_AreAllEmbeddedSubsetsWithUnicode()
    {
        var result = await PdfFonts.RunAsync(Save(SamplePlacards.Render().Pdf, "placard.pdf"));

        var fonts = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        Assert.Equal(3, fonts.Length);
        Assert.All(fonts, font => Assert.Matches(@"^[A-Z]{6}\+PublicSans-\w+ .* yes yes yes ", font));
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("https://cameras.example.org")]
    [InlineData("http://localhost:7071")]
    [InlineData("https://registry.public-safety.a-city-with-quite-a-long-name.example.org/programs/security-cameras/registration/2026")]
    public async Task Scanner_OnThePicture_ReadsTheCheckPage(string siteUrl)
    {
        var picture = Save(SamplePlacards.Render(("SiteUrl", siteUrl)).Png, "placard.png");

        Assert.Equal($"{siteUrl}/p/7K3M-9QX2-TB4D", await ScanAsync(picture));
    }

    [Theory]
    [InlineData("https://cameras.example.org", 100)]
    [InlineData("https://cameras.example.org", 300)]
    [InlineData("https://registry.public-safety.a-city-with-quite-a-long-name.example.org/programs/security-cameras/registration/2026", 150)]
    public async Task Scanner_OnThePrintedPage_ReadsTheCheckPage(string siteUrl, int dotsPerInch)
    {
        var pdf = Save(SamplePlacards.Render(("SiteUrl", siteUrl)).Pdf, "placard.pdf");
        var page = Path.Combine(_folder.FullName, "page");
        var resolution = dotsPerInch.ToString(CultureInfo.InvariantCulture);

        var rendering = await PdfToPpm.RunAsync("-r", resolution, "-png", "-singlefile", pdf, page);

        Assert.Equal((0, ""), (rendering.ExitCode, rendering.Errors));
        Assert.Equal($"{siteUrl}/p/7K3M-9QX2-TB4D", await ScanAsync($"{page}.png"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> ScanAsync(string picture) =>
        (await ZbarImage.RunAsync("--quiet", "--raw", picture)).Output.TrimEnd('\n');

    private string Save(byte[] file, string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, file);
        return path;
    }
}
