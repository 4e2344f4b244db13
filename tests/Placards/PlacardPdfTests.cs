using UglyToad.PdfPig;
using UglyToad.PdfPig.Actions;
using UglyToad.PdfPig.Tokens;

namespace ServerlessRegistry.Tests.Placards;

public sealed class PlacardPdfTests
{
    [Fact]
    public void Pdf_Always_IsOneLetterPage()
    {
        using var pdf = Open();

        Assert.Equal(1, pdf.NumberOfPages);
        Assert.Equal((612, 792), (pdf.GetPage(1).Width, pdf.GetPage(1).Height));
    }

    [Fact]
    public void Pdf_Always_SaysWhatIsPrintedAsText()
    {
        using var pdf = Open();

        var words = string.Join(' ', pdf.GetPage(1).GetWords().Select(word => word.Text));

        Assert.Contains("CHICAGO Plan Camera Registry", words, StringComparison.Ordinal);
        Assert.Contains("Chicago Police Department", words, StringComparison.Ordinal);
        Assert.Contains("This property’s security cameras are registered", words, StringComparison.Ordinal);
        Assert.Contains("7K3M-9QX2-TB4D", words, StringComparison.Ordinal);
        Assert.Contains("Valid through November 2027", words, StringComparison.Ordinal);
        Assert.Contains("type the code at cameras.example.org", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Pdf_Always_EmbedsItsFontsAndNoPictures()
    {
        using var pdf = Open();

        var descriptors = Dictionaries(pdf).Where(dictionary => IsOfType(dictionary, "FontDescriptor")).ToList();
        var pictures = Dictionaries(pdf).Where(dictionary => dictionary.TryGet(NameToken.Subtype, out NameToken kind) && kind.Data == "Image");

        Assert.Equal(3, descriptors.Count);
        Assert.All(descriptors, descriptor => Assert.True(descriptor.ContainsKey(NameToken.FontFile2)));
        Assert.Empty(pictures);
        Assert.Empty(pdf.GetPage(1).GetImages());
    }

    [Fact]
    public void Pdf_Always_CarriesTitleAndLanguageAndNothingOfWhenOrWhereItWasMade()
    {
        using var pdf = Open(("Languages:0", "es-MX"));

        Assert.Equal("CHICAGO Plan Camera Registry: 7K3M-9QX2-TB4D", pdf.Information.Title);
        Assert.Equal("Chicago Police Department", pdf.Information.Author);
        Assert.Equal("Serverless Registry", pdf.Information.Producer);
        Assert.Null(pdf.Information.Creator);
        Assert.Null(pdf.Information.CreationDate);
        Assert.Null(pdf.Information.ModifiedDate);
        Assert.True(pdf.Structure.Catalog.CatalogDictionary.TryGet(NameToken.Lang, out StringToken language));
        Assert.Equal("es-MX", language.Data);
    }

    [Fact]
    public void Pdf_Clicked_LeadsToTheCheckPage()
    {
        using var pdf = Open();

        var link = Assert.Single(pdf.GetPage(1).GetAnnotations());

        Assert.Equal($"{SamplePlacards.SiteUrl}/p/7K3M-9QX2-TB4D", Assert.IsType<UriAction>(link.Action).Uri);
    }

    [Fact]
    public void Pdf_OfTheSample_IsSmall() => Assert.InRange(SamplePlacards.Render().Pdf.Length, 1, 45_000);

    [Fact]
    public void Render_SameContent_GivesTheSameBytesInAnyRenderer()
    {
        var first = SamplePlacards.Render();
        var second = SamplePlacards.Render();

        Assert.Equal(first.Pdf, second.Pdf);
        Assert.Equal(first.Png, second.Png);
    }

    [Theory]
    [InlineData("Łódź 24 – Ħ ŵ Ơ")]
    [InlineData("Đăng ký máy quay")]
    [InlineData("Ærøskøbing “één” – ½ €")]
    public void Pdf_OfNamesBeyondAscii_SaysThemAsText(string name)
    {
        using var pdf = Open(("ProgramName", name));

        Assert.Contains(name, pdf.GetPage(1).Text, StringComparison.Ordinal);
    }

    private static PdfDocument Open(params (string Path, string Value)[] settings) => PdfDocument.Open(SamplePlacards.Render(settings).Pdf);

    private static IEnumerable<DictionaryToken> Dictionaries(PdfDocument pdf)
    {
        foreach (var reference in pdf.Structure.CrossReferenceTable.ObjectOffsets.Keys)
        {
            switch (pdf.Structure.GetObject(reference).Data)
            {
                case DictionaryToken dictionary:
                    yield return dictionary;
                    break;
                case StreamToken stream:
                    yield return stream.StreamDictionary;
                    break;
            }
        }
    }

    private static bool IsOfType(DictionaryToken dictionary, string name) =>
        dictionary.TryGet(NameToken.Type, out NameToken type) && type.Data == name;
}
