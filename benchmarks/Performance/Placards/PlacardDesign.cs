using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Placards;
using SkiaSharp;

namespace ServerlessRegistry.Benchmarks.Performance.Placards;

/// <summary>One placard as the registry draws it and as a page for a browser: the same design in both.</summary>
internal sealed class PlacardDesign : IDisposable
{
    private readonly CityProgram _program;
    private readonly PublicSans _publicSans = new();

    /// <summary>Takes the shipped sample of a city.</summary>
    public PlacardDesign()
    {
        var configuration = new ConfigurationBuilder();
        configuration.AddCitySample();
        _program = configuration.Build().GetSection(CityProgram.Section).Get<CityProgram>()!;
        Renderer = NewRenderer();
    }

    /// <summary>What draws it in the registry.</summary>
    public PlacardRenderer Renderer { get; }

    /// <summary>What draws it in a process that has drawn none yet.</summary>
    public PlacardRenderer NewRenderer() => new(Options.Create(_program), _publicSans);

    /// <summary>A placard like no other.</summary>
    public static PlacardContent NewContent() => new(PlacardCode.Create(), new DateOnly(2027, 11, 30));

    /// <inheritdoc/>
    public void Dispose()
    {
        Renderer.Dispose();
        _publicSans.Dispose();
    }

    /// <summary>The page for a browser: the same drawing as vectors and text, with the typeface in it.</summary>
    public string Html(PlacardContent content)
    {
        var url = _program.CheckUrl(content.Code);
        using var symbol = new QrSymbol(url);
        var layout = PlacardLayout.Create(_program, content, symbol.Modules, _publicSans);
        using var svg = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(PlacardLayout.PageWidth, PlacardLayout.PageHeight), svg))
        {
            new PlacardDrawing(layout, symbol, url).Draw(canvas);
        }

        var faces = new[] { ("Regular", 400), ("Bold", 700), ("Black", 900) }.Select(face =>
            $"@font-face{{font-family:'Public Sans';font-weight:{face.Item2};src:url(data:font/ttf;base64,{Convert.ToBase64String(FontFile(face.Item1))})}}");
        var drawing = Encoding.UTF8.GetString(svg.ToArray());
        return $$"""
            <!doctype html><meta charset="utf-8"><title>Placard</title>
            <style>{{string.Concat(faces)}} @page{size:8.5in 11in;margin:0} body{margin:0} svg{display:block;width:8.5in;height:11in}</style>
            {{drawing[drawing.IndexOf("<svg", StringComparison.Ordinal)..].Replace("<svg ", $"<svg viewBox=\"0 0 {PlacardLayout.PageWidth} {PlacardLayout.PageHeight}\" ", StringComparison.Ordinal)}}
            """;
    }

    private static byte[] FontFile(string face)
    {
        using var stream = typeof(PublicSans).Assembly.GetManifestResourceStream($"PublicSans-{face}.ttf")!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
