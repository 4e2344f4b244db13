using System.Globalization;
using System.Net;
using System.Text;

namespace ServerlessRegistry.Benchmarks.Performance.Growth;

/// <summary>A line of the chart: how a time grows.</summary>
/// <param name="Name">What is measured, and what grows.</param>
/// <param name="Milliseconds">The time at 1×, 10× and 100×.</param>
internal sealed record GrowthCurve(string Name, IReadOnlyList<double> Milliseconds)
{
    /// <summary>How many times the first time each is.</summary>
    public IReadOnlyList<double> Times => [.. Milliseconds.Select(time => time / Milliseconds[0])];
}

/// <summary>Draws curves as an SVG picture: the size along the bottom, how many times longer it takes up the side, both in powers of ten.</summary>
internal static class GrowthChart
{
    private const double Left = 70;
    private const double Right = 470;
    private const double Top = 60;
    private const double Bottom = 330;
    private const double Width = 800;
    private const double Height = 400;
    private const double Highest = 100;
    private const double Lowest = 0.5;

    /// <summary>A colour, and a mark for those who cannot tell the colours apart.</summary>
    private static readonly (string Color, string Mark)[] Styles = [("#0b2545", "●"), ("#b3261e", "■"), ("#7a5c00", "▲"), ("#1b6e3c", "◆")];

    /// <summary>The picture.</summary>
    public static string Draw(IReadOnlyList<string> sizes, IReadOnlyList<GrowthCurve> curves)
    {
        var svg = new StringBuilder();
        var description = string.Join("; ", curves.Select(curve => $"{curve.Name}: {string.Join(", ", curve.Times.Select(times => Number(times, "0.0")))} times"));
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"title description\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#1a1a1a\">\n");
        svg.Append("<title id=\"title\">How times grow with the size of a registry</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<desc id=\"description\">At {WebUtility.HtmlEncode(string.Join(", ", sizes))}. {WebUtility.HtmlEncode(description)}.</desc>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        svg.Append("<text x=\"20\" y=\"30\" font-size=\"17\" font-weight=\"bold\">How times grow with the size of a registry</text>\n");
        DrawAxes(svg, sizes);
        foreach (var (index, curve) in curves.Index())
        {
            DrawCurve(svg, curve, Styles[index % Styles.Length], index);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawAxes(StringBuilder svg, IReadOnlyList<string> sizes)
    {
        foreach (var times in new[] { 1.0, 10, 100 })
        {
            var y = Y(times);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\" stroke=\"#c9c9c9\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{times:0}×</text>\n");
        }

        foreach (var (index, size) in sizes.Index())
        {
            var x = X(index, sizes.Count);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.0}\" x2=\"{x:0.0}\" y1=\"{Top}\" y2=\"{Bottom}\" stroke=\"#e4e4e4\"/><text x=\"{x:0.0}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{size}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 46}\" text-anchor=\"middle\">size</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(20 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">time, beside that at 1×</text>\n");
    }

    private static void DrawCurve(StringBuilder svg, GrowthCurve curve, (string Color, string Mark) style, int number)
    {
        var points = curve.Times.Select((times, index) => (X: X(index, curve.Times.Count), Y: Y(times))).ToList();
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{style.Color}\" stroke-width=\"2.5\" points=\"{string.Join(' ', points.Select(point => $"{Number(point.X, "0.0")},{Number(point.Y, "0.0")}"))}\"/>\n");
        foreach (var point in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{point.X:0.0}\" y=\"{point.Y + 5:0.0}\" text-anchor=\"middle\" fill=\"{style.Color}\" font-size=\"15\">{style.Mark}</text>\n");
        }

        var y = Top + 10 + (number * 46);
        var figures = string.Join(" → ", curve.Milliseconds.Select(time => Number(time, time < 10 ? "0.0" : "0")));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Right + 25}\" y=\"{y}\" fill=\"{style.Color}\" font-size=\"15\">{style.Mark}</text><text x=\"{Right + 45}\" y=\"{y}\">{WebUtility.HtmlEncode(curve.Name)}</text><text x=\"{Right + 45}\" y=\"{y + 18}\" fill=\"#555555\">{figures} ms</text>\n");
    }

    private static double X(int index, int count) => Left + 30 + (index * (Right - Left - 60) / Math.Max(1, count - 1));

    private static double Y(double times) =>
        Bottom - ((Math.Log10(Math.Clamp(times, Lowest, Highest)) - Math.Log10(Lowest)) / (Math.Log10(Highest) - Math.Log10(Lowest)) * (Bottom - Top));

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
