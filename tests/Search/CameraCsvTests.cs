using System.Text;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

public sealed class CameraCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://example.org\")", "'=HYPERLINK(\"http://example.org\")")]
    [InlineData("+1 312", "'+1 312")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("Front, \"left\" door", "Front, \"left\" door")]
    [InlineData("two\r\nlines", "two\r\nlines")]
    [InlineData("Tür – 門", "Tür – 門")]
    [InlineData("a=b", "a=b")]
    public void Label_InAnyForm_ComesBackAndIsNoFormula(string label, string cell)
    {
        var rows = Parse(CameraCsv.Write([Feature(label, label)]));

        Assert.Equal(2, rows.Count);
        Assert.Equal(cell, rows[1][rows[0].IndexOf("label")]);
        Assert.Equal(cell, rows[1][rows[0].IndexOf("organization")]);
    }

    [Fact]
    public void Row_OfACamera_HasItsValuesUnderTheirNamesAndNegativeNumbersAsNumbers()
    {
        var rows = Parse(CameraCsv.Write([Feature("Front door", null)]));

        Assert.Equal(
            ["cameraId", "registrationId", "label", "longitude", "latitude", "distance", "facing", "fieldOfView", "range", "ownerKind", "organization", "seesPoint", "footageExpiresAt", "footageLikely"],
            rows[0]);
        Assert.Equal(
            ["7K3M9QX2TB-01", "7K3M9QX2TB", "Front door", "-87.6553", "41.9484", "12.5", "90", "", "25.5", "business", "", "true", "2026-12-04T22:15:00Z", ""],
            rows[1]);
    }

    [Fact]
    public void File_WithoutCameras_HasItsNamesOnly() => Assert.Single(Parse(CameraCsv.Write([])));

    private static CameraFeature Feature(string label, string? organization) => new(
        "Feature",
        PointGeometry.Of(new GeoPoint(-87.6553, 41.9484)),
        new CameraProperties(
            "7K3M9QX2TB-01", "7K3M9QX2TB", label, 90, null, 25.5, 12.5, OwnerKind.Business, organization, true, new DateTimeOffset(2026, 12, 4, 17, 15, 0, TimeSpan.FromHours(-5)), null));

    /// <summary>The grammar of RFC 4180, section 2, to the letter.</summary>
    internal static List<List<string>> Parse(string csv)
    {
        Assert.EndsWith("\r\n", csv, StringComparison.Ordinal);
        var rows = new List<List<string>>();
        for (var at = 0; at < csv.Length; at += 2)
        {
            var row = new List<string>();
            while (true)
            {
                row.Add(Cell(csv, ref at));
                if (csv[at] != ',')
                {
                    break;
                }

                at++;
            }

            Assert.Equal("\r\n", csv.Substring(at, 2));
            rows.Add(row);
        }

        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        return rows;
    }

    private static string Cell(string csv, ref int at)
    {
        var cell = new StringBuilder();
        if (csv[at] != '"')
        {
            while (csv[at] is not (',' or '\r' or '\n' or '"'))
            {
                cell.Append(csv[at++]);
            }

            return cell.ToString();
        }

        for (at++; csv[at] != '"' || csv[at + 1] == '"'; at++)
        {
            at += csv[at] == '"' ? 1 : 0;
            cell.Append(csv[at]);
        }

        at++;
        return cell.ToString();
    }
}
