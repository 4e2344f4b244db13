using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// How a registration lies in its table: one partition, with the row <c>registration</c>, rows <c>camera-01</c>,
/// <c>camera-02</c>… and rows <c>token-{hash}</c>; at its end, with a tombstone in the place of the first and no other. What it says
/// of its owner is sealed, and opens only under its own id.
/// </summary>
public sealed class RegistrationRows(PersonalDataCipher cipher)
{
    /// <summary>The row that says everything but the cameras. A registration exists once this row does; its tombstone has the same key, so that its id is never used again.</summary>
    public const string Main = "registration";

    private const string CameraPrefix = "camera-";

    /// <summary>
    /// A transaction takes 100 rows, and the registration and its token take two of them: with more than 98 cameras,
    /// those from the 98th on share the last row.
    /// </summary>
    private const int MostCameraRows = 98;

    /// <summary>The row of everything but the cameras.</summary>
    public TableEntity ToMainRow(Registration registration)
    {
        var personal = Seal(registration);
        return new TableEntity(registration.Id.Value, Main)
        {
            ["Status"] = registration.Status.ToString(),
            ["StatusReason"] = registration.StatusReason,
            ["Personal"] = personal,
            ["KeyId"] = PersonalDataCipher.KeyIdOf(personal),
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
            ["PlacardValidThrough"] = registration.PlacardValidThrough?.ToString("O", CultureInfo.InvariantCulture),
            ["AwaitsConfirmation"] = registration.AwaitsConfirmation,
            ["DuplicateOf"] = registration.DuplicateOf?.Value,
            ["EmailChangeAskedAt"] = registration.EmailChange?.AskedAt,
            ["MailDue"] = Names(registration.MailDue),
            ["MailUnderWay"] = Marks(registration.MailUnderWay),
            ["MailRetriedUntil"] = registration.MailRetriedUntil,
            ["MailGivenUp"] = Names(registration.MailGivenUp),
            ["LastNotice"] = registration.LastNotice?.ToString(),
            ["LinkMailedAt"] = registration.LinkMailedAt,
            ["SubmittedAt"] = registration.SubmittedAt,
            ["UpdatedAt"] = registration.UpdatedAt,
            ["ValidUntil"] = registration.ValidUntil,
        };
    }

    /// <summary>The rows of the cameras.</summary>
    public static IEnumerable<TableEntity> ToCameraRows(Registration registration) => registration.Form.Cameras
        .Select((camera, index) => (camera, row: Math.Min(index + 1, MostCameraRows)))
        .GroupBy(numbered => numbered.row, numbered => numbered.camera)
        .Select(row => new TableEntity(registration.Id.Value, string.Create(CultureInfo.InvariantCulture, $"{CameraPrefix}{row.Key:00}"))
        {
            ["Cameras"] = JsonSerializer.Serialize(row.ToArray(), StoredJson.Default.CameraArray),
        });

    /// <summary>All that stays of a registration that has ended.</summary>
    /// <param name="registration">The registration as it was.</param>
    /// <param name="now">When it was erased.</param>
    public static TableEntity ToTombstone(Registration registration, DateTimeOffset now) => new(registration.Id.Value, Main)
    {
        ["Status"] = (registration.ValidUntil <= now ? RegistrationStatus.Expired : RegistrationStatus.Withdrawn).ToString(),
        ["PlacardCode"] = registration.PlacardCode.Value,
        ["SubmittedAt"] = registration.SubmittedAt,
        ["ErasedAt"] = now,
    };

    /// <summary>How the registration ended whose tombstone a row is; <see langword="null"/> for any other row.</summary>
    public static RegistrationStatus? EndIn(TableEntity row) =>
        row.RowKey == Main && row.ContainsKey("ErasedAt") ? Enum.Parse<RegistrationStatus>(row.GetString("Status")) : null;

    /// <summary>The columns that <see cref="StatusIn"/> looks at.</summary>
    internal static readonly string[] ColumnsOfStatus = ["RowKey", "Status", "ErasedAt"];

    /// <summary>The status that a main row says; <see langword="null"/> for a tombstone.</summary>
    public static RegistrationStatus? StatusIn(TableEntity main) =>
        main.ContainsKey("ErasedAt") ? null : Enum.Parse<RegistrationStatus>(main.GetString("Status"));

    /// <summary>Whether a row describes cameras.</summary>
    public static bool IsCameraRow(TableEntity row) => row.RowKey.StartsWith(CameraPrefix, StringComparison.Ordinal);

    /// <summary>The registration that lies in the rows of a partition; <see langword="null"/> where there is none.</summary>
    /// <exception cref="UnreadableRegistrationException">Its sealed part does not open.</exception>
    public Registration? Read(IReadOnlyCollection<TableEntity> rows)
    {
        if (rows.FirstOrDefault(row => row.RowKey == Main) is not { } main || EndIn(main) is not null)
        {
            return null;
        }

        var cameras = rows
            .Where(IsCameraRow)
            .OrderBy(row => row.RowKey, StringComparer.Ordinal)
            .SelectMany(row => JsonSerializer.Deserialize(row.GetString("Cameras"), StoredJson.Default.CameraArray)!)
            .ToList();
        return ReadMain(main, cameras);
    }

    private Registration ReadMain(TableEntity main, IReadOnlyList<Camera> cameras)
    {
        var personal = Open(main);
        return new Registration
        {
            Id = RegistrationId.Parse(main.PartitionKey),
            Form = new RegistrationForm(
                personal.Owner,
                personal.Address,
                cameras,
                JsonSerializer.Deserialize(main.GetString("Consent"), StoredJson.Default.Consent)!),
            Status = Enum.Parse<RegistrationStatus>(main.GetString("Status")),
            StatusReason = main.GetString("StatusReason"),
            Location = ReadLocation(main),
            LeftPoint = main.GetDouble("LeftLongitude") is { } longitude ? new GeoPoint(longitude, main.GetDouble("LeftLatitude")!.Value) : null,
            Beat = main.GetString("Beat"),
            PlacardCode = PlacardCode.Parse(main.GetString("PlacardCode")),
            PlacardRevision = main.GetInt32("PlacardRevision") ?? 0,
            PlacardValidThrough = main.GetString("PlacardValidThrough") is { } day ? DateOnly.Parse(day, CultureInfo.InvariantCulture) : null,
            AwaitsConfirmation = main.GetBoolean("AwaitsConfirmation") ?? false,
            DuplicateOf = main.GetString("DuplicateOf") is { } other ? RegistrationId.Parse(other) : null,
            EmailChange = personal.NewEmail is { } email ? new EmailChange(email, main.GetDateTimeOffset("EmailChangeAskedAt")!.Value) : null,
            FormerEmail = personal.FormerEmail,
            MailDue = Kinds(main.GetString("MailDue")),
            MailUnderWay = Marks(main.GetString("MailUnderWay")),
            MailRetriedUntil = main.GetDateTimeOffset("MailRetriedUntil"),
            MailGivenUp = Kinds(main.GetString("MailGivenUp")),
            LastNotice = main.GetString("LastNotice") is { } notice ? Enum.Parse<MailKind>(notice) : null,
            LinkMailedAt = main.GetDateTimeOffset("LinkMailedAt"),
            SubmittedAt = main.GetDateTimeOffset("SubmittedAt")!.Value,
            UpdatedAt = main.GetDateTimeOffset("UpdatedAt")!.Value,
            ValidUntil = main.GetDateTimeOffset("ValidUntil")!.Value,
            Version = main.ETag,
        };
    }

    private static Location? ReadLocation(TableEntity main) => main.GetDouble("Longitude") is { } longitude
        ? new Location(
            new GeoPoint(longitude, main.GetDouble("Latitude")!.Value),
            Enum.Parse<LocationPrecision>(main.GetString("LocationPrecision")),
            Enum.Parse<LocationSource>(main.GetString("LocationSource")))
        : null;

    private static string? Names(ImmutableSortedSet<MailKind> kinds) => kinds.IsEmpty ? null : string.Join(',', kinds);

    private static ImmutableSortedSet<MailKind> Kinds(string? names) =>
        [.. (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<MailKind>)];

    private static string? Marks(ImmutableArray<MailMark> marks) =>
        marks.IsEmpty ? null : JsonSerializer.Serialize([.. marks], StoredJson.Default.MailMarkArray);

    private static ImmutableArray<MailMark> Marks(string? json) =>
        json is null ? [] : [.. JsonSerializer.Deserialize(json, StoredJson.Default.MailMarkArray)!];

    private byte[] Seal(Registration registration)
    {
        var personal = new PersonalData(
            registration.Form.Owner, registration.Form.Address, registration.EmailChange?.Email, registration.FormerEmail);
        return cipher.Seal(JsonSerializer.SerializeToUtf8Bytes(personal, StoredJson.Default.PersonalData), registration.Id.Value);
    }

    private PersonalData Open(TableEntity main)
    {
        try
        {
            return JsonSerializer.Deserialize(cipher.Open(main.GetBinary("Personal"), main.PartitionKey), StoredJson.Default.PersonalData)!;
        }
        catch (UnreadableDataException exception)
        {
            throw new UnreadableRegistrationException(main.PartitionKey, exception);
        }
    }
}
