using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Draws the placards of the city's program. One renderer serves any number of threads, and the same content always gives
/// the same bytes.
/// </summary>
public sealed class PlacardRenderer : IDisposable
{
    private readonly CityProgram _program;
    private readonly PublicSans _publicSans;
    private readonly PlacardPicture _picture = new();

    /// <summary>Prepares the typeface for what this program's placards can say.</summary>
    /// <exception cref="OptionsValidationException">The program cannot be printed.</exception>
    public PlacardRenderer(IOptions<CityProgram> program, PublicSans publicSans)
        : this(program.Value, publicSans.Subset(PlacardLayout.Characters(program.Value)))
    {
    }

    internal PlacardRenderer(CityProgram program, PublicSans publicSans)
    {
        _program = program;
        _publicSans = publicSans;
    }

    /// <summary>Draws one placard, to print and to show.</summary>
    /// <exception cref="ArgumentException">The content has no code.</exception>
    public RenderedPlacard Render(PlacardContent content) =>
        Draw(content, drawing => new RenderedPlacard(RenderPdf(drawing, content.Code), _picture.Draw(drawing)));

    /// <inheritdoc/>
    public void Dispose() => _publicSans.Dispose();

    /// <summary>The file to print, alone.</summary>
    internal byte[] RenderPdf(PlacardContent content) => Draw(content, drawing => RenderPdf(drawing, content.Code));

    /// <summary>The file to show, alone.</summary>
    internal byte[] RenderPng(PlacardContent content) => Draw(content, _picture.Draw);

    private T Draw<T>(PlacardContent content, Func<PlacardDrawing, T> draw)
    {
        if (content.Code == default)
        {
            throw new ArgumentException("A placard needs a code.", nameof(content));
        }

        var checkUrl = _program.CheckUrl(content.Code);
        using var qrSymbol = new QrSymbol(checkUrl);
        var layout = PlacardLayout.Create(_program, content, qrSymbol.Modules, _publicSans);
        return draw(new PlacardDrawing(layout, qrSymbol, checkUrl));
    }

    // Without dates and with a fixed producer, the file tells nothing of when, where and with what it was made.
    private byte[] RenderPdf(PlacardDrawing drawing, PlacardCode code)
    {
        var metadata = SKDocumentPdfMetadata.Default;
        metadata.Title = $"{_program.ProgramName}: {code.Value}";
        metadata.Author = _program.Agency;
        metadata.Producer = "Serverless Registry";
        using var file = new MemoryStream();
        using (var document = SKDocument.CreatePdf(file, metadata))
        {
            drawing.Draw(document.BeginPage(PlacardLayout.PageWidth, PlacardLayout.PageHeight));
            document.EndPage();
            document.Close();
        }

        return PdfLanguage.Add(file.GetBuffer().AsSpan(0, (int)file.Length), _program.Languages[0]);
    }
}
