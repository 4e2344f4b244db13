using ServerlessRegistry.City;
using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Where everything on a placard stands, in points (1/72 inch) from the top left corner of the page: a dark panel with the
/// program, the emblem and the headline, to be read from across the street, and below it what a passer-by reads up close.
/// </summary>
internal sealed class PlacardLayout
{
    /// <summary>Points to the inch, by definition.</summary>
    public const int PointsPerInch = 72;

    /// <summary>Pixels to the point in the picture; the QR code's modules are whole pixels.</summary>
    public const int PixelsPerPoint = 3;

    /// <summary>The width of a US letter page.</summary>
    public const int PageWidth = 612;

    /// <summary>The height of a US letter page.</summary>
    public const int PageHeight = 792;

    /// <summary>From the page's top to between the statement and the details: what stands there is the same on every placard of a program.</summary>
    public const int SharedHeight = 570;

    /// <summary>What home printers may leave blank at each edge: 0.4 inch.</summary>
    public const float Margin = 28.8f;

    public const float FrameWidth = 5;
    public const float FrameRadius = 22;

    private const float PanelHeight = 442;
    private const float StripeHeight = 8;
    private const float PanelInset = 28;
    private const float LargestEmblem = 190;
    private const float LargestQrCode = 156;
    private const float ValidityHeight = 36;
    private const float ValidityPadding = 14;

    private PlacardLayout(IReadOnlyList<PlacedText> texts, SKRect emblem, SKRect validity, SKRect qrCode)
    {
        Texts = texts;
        Emblem = emblem;
        Validity = validity;
        QrCode = qrCode;
    }

    /// <summary>The outer edge of everything printed.</summary>
    public static SKRect Frame { get; } = new(30, 30, PageWidth - 30, PageHeight - 30);

    /// <summary>The dark field at the top.</summary>
    public static SKRect Panel { get; } = SKRect.Create(Frame.Left, Frame.Top, Frame.Width, PanelHeight);

    /// <summary>The paper that shows within the frame, from the panel down.</summary>
    public static SKRect Paper { get; } =
        new(Frame.Left + FrameWidth, Panel.Bottom, Frame.Right - FrameWidth, Frame.Bottom - FrameWidth);

    /// <summary>The coloured line along the top of the paper.</summary>
    public static SKRect Stripe { get; } = SKRect.Create(Paper.Left, Paper.Top, Paper.Width, StripeHeight);

    // What is read up close: the statement over the whole width, then the code at the left and the QR code at the right.
    private static SKRect Statement { get; } = new(58, 492, PageWidth - 58, 562);

    private static SKRect Details { get; } = new(58, 579, PageWidth - 58, 735);

    /// <summary>The texts in reading order.</summary>
    public IReadOnlyList<PlacedText> Texts { get; }

    /// <summary>The square around the emblem.</summary>
    public SKRect Emblem { get; }

    /// <summary>The coloured field behind the expiry.</summary>
    public SKRect Validity { get; }

    /// <summary>The QR code without its quiet zone.</summary>
    public SKRect QrCode { get; }

    /// <summary>Every character that a placard of this program may show, whatever its code and its expiry.</summary>
    public static string Characters(CityProgram program)
    {
        const string InCodesAndYears = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-";
        var wording = program.Placard;
        return string.Concat(
            program.ProgramName,
            program.Agency,
            wording.Headline,
            wording.Statement,
            wording.CodeLabel,
            wording.ValidThrough,
            string.Concat(wording.Months),
            wording.CheckText(program.SiteUrl),
            InCodesAndYears);
    }

    /// <summary>Lays a placard out.</summary>
    /// <param name="program">Whose placard it is.</param>
    /// <param name="content">What is particular to it.</param>
    /// <param name="qrModules">How many modules a side of its QR code has.</param>
    /// <param name="publicSans">The typeface.</param>
    public static PlacardLayout Create(CityProgram program, PlacardContent content, int qrModules, PublicSans publicSans)
    {
        var name = PlaceName(program, publicSans);
        var agency = PlaceAgency(program, publicSans, name.Bounds.Bottom);
        var headline = PlaceHeadline(program, publicSans);
        var statement = PlaceStatement(program, publicSans);

        var qrCode = PlaceQrCode(qrModules);
        var quietZone = QrSymbol.QuietZone * qrCode.Width / qrModules;
        var column = new SKRect(Details.Left, Details.Top, qrCode.Left - quietZone, Details.Bottom);
        var label = PlaceCodeLabel(program, publicSans, column);
        var code = PlaceCode(content, publicSans, column, label.Bounds.Bottom);
        var (validThrough, validity) = PlaceValidThrough(program, content, publicSans, column);
        var check = PlaceCheck(program, publicSans, column, validity.Bottom);
        return new PlacardLayout(
            [name, agency, headline, statement, label, code, validThrough, check],
            PlaceEmblem(agency.Bounds.Bottom, headline.Bounds.Top),
            validity,
            qrCode);
    }

    private static PlacedText PlaceName(CityProgram program, PublicSans publicSans)
    {
        var width = Panel.Width - (2 * PanelInset);
        var name = TextFitter.Fit(publicSans.Bold, program.ProgramName, new TextBox(width, 78, 30, 15) { LineSpacing = 1.12f });
        return PlacedText.Centered(name, Panel.MidX, Panel.Top + 18, PlacardPalette.Paper, PlacardPalette.Navy);
    }

    private static PlacedText PlaceAgency(CityProgram program, PublicSans publicSans, float top)
    {
        var width = Panel.Width - (2 * PanelInset);
        var agency = TextFitter.Fit(publicSans.Regular, program.Agency, new TextBox(width, 38, 17, 11));
        return PlacedText.Centered(agency, Panel.MidX, top + 3, PlacardPalette.PaleBlue, PlacardPalette.Navy);
    }

    private static PlacedText PlaceHeadline(CityProgram program, PublicSans publicSans)
    {
        var width = Panel.Width - (2 * PanelInset);
        var headline = TextFitter.Fit(
            publicSans.Black, program.Placard.Headline, new TextBox(width, 178, 54, 24) { LineSpacing = 1.02f });
        var top = Panel.Bottom - 12 - headline.Height;
        return PlacedText.Centered(headline, Panel.MidX, top, PlacardPalette.Paper, PlacardPalette.Navy);
    }

    // The names stand at the panel's top and the headline at its bottom; the emblem takes the room between them.
    private static SKRect PlaceEmblem(float top, float bottom)
    {
        const float GapAbove = 14;
        const float GapBelow = 5; // The headline's capitals begin below its top.
        var room = bottom - top - GapAbove - GapBelow;
        var side = Math.Min(room, LargestEmblem);
        return SKRect.Create(Panel.MidX - (side / 2), top + GapAbove + ((room - side) / 2), side, side);
    }

    private static PlacedText PlaceStatement(CityProgram program, PublicSans publicSans)
    {
        var box = new TextBox(Statement.Width, Statement.Height, 18, 11) { LineSpacing = 1.22f };
        var statement = TextFitter.Fit(publicSans.Regular, program.Placard.Statement, box);
        var top = Statement.MidY - (statement.Height / 2);
        return PlacedText.Centered(statement, Statement.MidX, top, PlacardPalette.Ink, PlacardPalette.Paper);
    }

    private static SKRect PlaceQrCode(int modules)
    {
        var module = MathF.Floor(LargestQrCode * PixelsPerPoint / modules) / PixelsPerPoint;
        var side = module * modules;
        return SKRect.Create(Details.Right - side, Details.Top + MathF.Round((Details.Height - side) / 2), side, side);
    }

    // The capitals of its first line stand level with the top of the QR code.
    private static PlacedText PlaceCodeLabel(CityProgram program, PublicSans publicSans, SKRect column)
    {
        var label = TextFitter.Fit(publicSans.Bold, program.Placard.CodeLabel, new TextBox(column.Width, 18, 14, 9) { MostLines = 1 });
        var overCapitals = label.Ascent - (label.Typeface.CapHeight * label.Size);
        return PlacedText.AtLeft(label, column.Left, column.Top - overCapitals, PlacardPalette.Ink, PlacardPalette.Paper);
    }

    private static PlacedText PlaceCode(PlacardContent content, PublicSans publicSans, SKRect column, float top)
    {
        var code = TextFitter.Fit(publicSans.Black, content.Code.Value, new TextBox(column.Width, 48, 40, 20) { MostLines = 1 });
        return PlacedText.AtLeft(code, column.Left, top, PlacardPalette.Navy, PlacardPalette.Paper);
    }

    private static (PlacedText Text, SKRect Field) PlaceValidThrough(
        CityProgram program, PlacardContent content, PublicSans publicSans, SKRect column)
    {
        var text = TextFitter.Fit(
            publicSans.Bold,
            program.Placard.ValidThroughText(content.ValidThrough),
            new TextBox(column.Width - (2 * ValidityPadding), 30, 20, 11) { MostLines = 2 });
        var field = SKRect.Create(column.Left, column.Top + 70, text.Width + (2 * ValidityPadding), ValidityHeight);
        var top = field.MidY - (text.Height / 2);
        return (PlacedText.Centered(text, field.MidX, top, PlacardPalette.Navy, PlacardPalette.Gold), field);
    }

    // Its last line stands on the bottom of the QR code.
    private static PlacedText PlaceCheck(CityProgram program, PublicSans publicSans, SKRect column, float top)
    {
        const float Gap = 10;
        var box = new TextBox(column.Width, column.Bottom - top - Gap, 14, 8);
        var check = TextFitter.Fit(publicSans.Regular, program.Placard.CheckText(program.SiteUrl), box);
        var underBaseline = check.Typeface.Descent * check.Size;
        return PlacedText.AtLeft(
            check, column.Left, column.Bottom + underBaseline - check.Height, PlacardPalette.Ink, PlacardPalette.Paper);
    }
}
