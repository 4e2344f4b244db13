using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary>
/// The cameras of a search as CSV (RFC 4180), a row each after one of names. A text that a spreadsheet would take for a formula
/// gets an apostrophe in front.
/// </summary>
internal static class CameraCsv
{
    private const string Matched = "Search-Matched";
    private const string Continuation = "Search-Continuation";

    private const string Header =
        "cameraId,registrationId,label,longitude,latitude,distance,facing,fieldOfView,range,ownerKind,organization,seesPoint,"
        + "footageExpiresAt,footageLikely";

    /// <summary>
    /// Answers with a file; how many cameras match, and what to send for the next page, are in the headers <c>Search-Matched</c>
    /// and <c>Search-Continuation</c>.
    /// </summary>
    public static ContentHttpResult Answer(CameraFeatures cameras, IHeaderDictionary headers)
    {
        headers.ContentDisposition = "attachment; filename=\"cameras.csv\"";
        headers[Matched] = string.Create(CultureInfo.InvariantCulture, $"{(cameras.MatchedIsExact ? "" : ">")}{cameras.Matched}");

        // In Azure the console comes from another host name: a browser that hid the continuation from it would show the first page as all.
        headers.AccessControlExposeHeaders = $"{Matched}, {Continuation}";
        if (cameras.Continuation is { } continuation)
        {
            headers[Continuation] = continuation;
        }

        // A page of another origin, such as the console in Azure, reads no other headers of ours.
        headers.AccessControlExposeHeaders = "Search-Matched, Search-Continuation";

        return TypedResults.Text(Write(cameras.Features), $"{SearchFormats.Csv}; header=present", Encoding.UTF8);
    }

    /// <summary>The rows.</summary>
    public static string Write(IReadOnlyList<CameraFeature> features)
    {
        var csv = new StringBuilder(Header).Append("\r\n");
        foreach (var feature in features)
        {
            csv.AppendJoin(',', CellsOf(feature)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static IEnumerable<string> CellsOf(CameraFeature feature)
    {
        var camera = feature.Properties;
        return
        [
            CsvLine.Text(camera.CameraId),
            CsvLine.Text(camera.RegistrationId),
            CsvLine.Text(camera.Label),
            Number(feature.Geometry.Coordinates[0]),
            Number(feature.Geometry.Coordinates[1]),
            Number(camera.Distance),
            Number(camera.Facing),
            Number(camera.FieldOfView),
            Number(camera.Range),
            camera.OwnerKind == Registrations.OwnerKind.Business ? "business" : "residence",
            CsvLine.Text(camera.Organization),
            Flag(camera.SeesPoint),
            camera.FootageExpiresAt?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
            Flag(camera.FootageLikely),
        ];
    }

    private static string Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Flag(bool? flag) => flag switch { true => "true", false => "false", null => "" };
}
