using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// How a registration lies in its table: one partition, with the row <c>registration</c>, rows <c>camera-01</c>,
/// <c>camera-02</c>… and rows <c>token-{hash}</c>.
/// </summary>
internal static class RegistrationRows
{
    /// <summary>The row that says everything but the cameras. A registration exists once this row does.</summary>
    public const string Main = "registration";

    private const string CameraPrefix = "camera-";
    private const string TokenPrefix = "token-";

    /// <summary>
    /// A transaction takes 100 rows, and the registration and its token take two of them: with more than 98 cameras,
    /// those from the 98th on share the last row.
    /// </summary>
    private const int MostCameraRows = 98;

    /// <summary>The row of everything but the cameras.</summary>
    public static TableEntity ToMainRow(Registration registration) => new(registration.Id.Value, Main)
    {
        ["Status"] = registration.Status.ToString(),
        ["StatusReason"] = registration.StatusReason,
        ["Owner"] = JsonSerializer.Serialize(registration.Form.Owner, StoredJson.Default.Owner),
        ["Address"] = JsonSerializer.Serialize(registration.Form.Address, StoredJson.Default.PostalAddress),
        ["Consent"] = JsonSerializer.Serialize(registration.Form.Consent, StoredJson.Default.Consent),
        ["Longitude"] = registration.Location?.Point.Longitude,
        ["Latitude"] = registration.Location?.Point.Latitude,
        ["LocationPrecision"] = registration.Location?.Precision.ToString(),
        ["LocationSource"] = registration.Location?.Source.ToString(),
        ["LeftLongitude"] = registration.LeftPoint?.Longitude,
        ["LeftLatitude"] = registration.LeftPoint?.Latitude,
        ["Beat"] = registration.Beat,
        ["PlacardCode"] = registration.PlacardCode.Value,
        ["PlacardRevision"] = registration.PlacardRevision,
        ["SubmittedAt"] = registration.SubmittedAt,
        ["UpdatedAt"] = registration.UpdatedAt,
        ["ValidUntil"] = registration.ValidUntil,
    };

    /// <summary>The rows of the cameras.</summary>
    public static IEnumerable<TableEntity> ToCameraRows(Registration registration) => registration.Form.Cameras
        .Select((camera, index) => (camera, row: Math.Min(index + 1, MostCameraRows)))
        .GroupBy(numbered => numbered.row, numbered => numbered.camera)
        .Select(row => new TableEntity(registration.Id.Value, string.Create(CultureInfo.InvariantCulture, $"{CameraPrefix}{row.Key:00}"))
        {
            ["Cameras"] = JsonSerializer.Serialize(row.ToArray(), StoredJson.Default.CameraArray),
        });

    /// <summary>The row that lets a token open the registration.</summary>
    public static TableEntity ToTokenRow(RegistrationId id, ManageToken token, DateTimeOffset now) =>
        new(id.Value, TokenRowKey(token.Value)) { ["CreatedAt"] = now };

    /// <summary>Whether a row lets some token open the registration.</summary>
    public static bool IsTokenRow(TableEntity row) => row.RowKey.StartsWith(TokenPrefix, StringComparison.Ordinal);

    /// <summary>Whether a row lets the token that a caller presents open the registration.</summary>
    public static bool IsTokenRow(TableEntity row, string presentedToken) => row.RowKey == TokenRowKey(presentedToken);

    /// <summary>The registration that lies in the rows of a partition; <see langword="null"/> where there is none.</summary>
    public static Registration? Read(IReadOnlyCollection<TableEntity> rows)
    {
        if (rows.FirstOrDefault(row => row.RowKey == Main) is not { } main)
        {
            return null;
        }

        var cameras = rows
            .Where(row => row.RowKey.StartsWith(CameraPrefix, StringComparison.Ordinal))
            .OrderBy(row => row.RowKey, StringComparer.Ordinal)
            .SelectMany(row => JsonSerializer.Deserialize(row.GetString("Cameras"), StoredJson.Default.CameraArray)!)
            .ToList();
        return ReadMain(main, cameras);
    }

    private static Registration ReadMain(TableEntity main, IReadOnlyList<Camera> cameras) =>
        new()
        {
            Id = RegistrationId.Parse(main.PartitionKey),
            Form = new RegistrationForm(
                JsonSerializer.Deserialize(main.GetString("Owner"), StoredJson.Default.Owner)!,
                JsonSerializer.Deserialize(main.GetString("Address"), StoredJson.Default.PostalAddress)!,
                cameras,
                JsonSerializer.Deserialize(main.GetString("Consent"), StoredJson.Default.Consent)!),
            Status = Enum.Parse<RegistrationStatus>(main.GetString("Status")),
            StatusReason = main.GetString("StatusReason"),
            Location = ReadLocation(main),
            LeftPoint = main.GetDouble("LeftLongitude") is { } longitude ? new GeoPoint(longitude, main.GetDouble("LeftLatitude")!.Value) : null,
            Beat = main.GetString("Beat"),
            PlacardCode = PlacardCode.Parse(main.GetString("PlacardCode")),
            PlacardRevision = main.GetInt32("PlacardRevision") ?? 0,
            SubmittedAt = main.GetDateTimeOffset("SubmittedAt")!.Value,
            UpdatedAt = main.GetDateTimeOffset("UpdatedAt")!.Value,
            ValidUntil = main.GetDateTimeOffset("ValidUntil")!.Value,
            Version = main.ETag,
        };

    private static Location? ReadLocation(TableEntity main) => main.GetDouble("Longitude") is { } longitude
        ? new Location(
            new GeoPoint(longitude, main.GetDouble("Latitude")!.Value),
            Enum.Parse<LocationPrecision>(main.GetString("LocationPrecision")),
            Enum.Parse<LocationSource>(main.GetString("LocationSource")))
        : null;

    private static string TokenRowKey(string token) => TokenPrefix + ManageToken.Hash(token);
}
