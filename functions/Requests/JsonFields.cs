using System.Globalization;
using System.Text.Json;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Requests;

/// <summary>
/// Reads the fields of one JSON object by name and notes what is wrong with each, so that a caller learns of all mistakes
/// at once. A field that nobody asked for is an error too. Where a field is wrong, its reader returns a value that must
/// not be used.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly ValidationErrors _errors;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private JsonFields(JsonElement element, string path, ValidationErrors errors)
    {
        _element = element;
        _path = path;
        _errors = errors;
    }

    /// <summary>Reads a whole body.</summary>
    public static TValue? Read<TValue>(JsonElement element, ValidationErrors errors, Func<JsonFields, TValue> read)
        where TValue : class =>
        ReadObject(element, "", errors, read);

    /// <summary>The whole object as it came, for the record.</summary>
    public JsonElement Whole => _element.Clone();

    /// <summary>Notes that a field is wrong for a reason that only its reader knows.</summary>
    public void Refuse(string name, string message) => _errors.Add(PathOf(name), message);

    /// <summary>A text that must be there: see <see cref="TextRules"/> for what every text must be.</summary>
    public string Text(string name, int maxLength) => OptionalText(name, maxLength) ?? Missing(name, "");

    /// <summary>A text that may be absent, null or blank, which is all the same.</summary>
    public string? OptionalText(string name, int maxLength) =>
        Field(name) is { } value ? TextOf(value, PathOf(name), maxLength) : null;

    /// <summary>A text that must be one of a few.</summary>
    public TEnum Choice<TEnum>(string name)
        where TEnum : struct, Enum =>
        OptionalChoice<TEnum>(name) ?? Missing(name, default(TEnum));

    /// <summary>A text that may be absent or null, and otherwise must be one of a few.</summary>
    public TEnum? OptionalChoice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        var names = Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        var index = TextRules.StringOf(value) is { } text ? names.IndexOf(text) : -1;
        if (index < 0)
        {
            Refuse(name, $"must be {string.Join(" or ", names.Select(choice => $"'{choice}'"))}");
        }

        return index < 0 ? default(TEnum) : Enum.GetValues<TEnum>()[index];
    }

    /// <summary>True or false; it must be there.</summary>
    public bool Flag(string name)
    {
        if (Field(name) is not { } value)
        {
            return Missing(name, false);
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse(name, "must be true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A whole number that must be there.</summary>
    public int WholeNumber(string name, int least, int most) => OptionalWholeNumber(name, least, most) ?? Missing(name, least);

    /// <summary>A whole number that may be absent or null.</summary>
    public int? OptionalWholeNumber(string name, int least, int most)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number between {least} and {most}"));
        return least;
    }

    /// <summary>A number that may be absent or null.</summary>
    public double? OptionalNumber(string name, double least, double most)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        if (NumberOf(value) is { } number && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a number between {least} and {most}"));
        return least;
    }

    /// <summary>A number that must be there.</summary>
    public double Number(string name, double least, double most) =>
        OptionalNumber(name, least, most) ?? Missing(name, least);

    /// <summary>A date and time with its offset, as RFC 3339 writes it; may be absent or null.</summary>
    public DateTimeOffset? OptionalTime(string name)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        // The JSON reader takes a time without an offset for local time, which would mean another moment on every server.
        if (TextRules.StringOf(value) is { } text && HasOffset(text) && value.TryGetDateTimeOffset(out var time) && time.Year is > 1900 and < 2200)
        {
            return time.ToUniversalTime();
        }

        Refuse(name, "must be a date and time of our days with its offset, such as 2026-11-20T22:15:00Z");
        return null;
    }

    /// <summary>An object that must be there.</summary>
    public TValue Object<TValue>(string name, Func<JsonFields, TValue> read)
        where TValue : class =>
        Field(name) is { } value ? ReadObject(value, PathOf(name), _errors, read)! : Missing(name, default(TValue)!);

    /// <summary>A list of objects that must be there.</summary>
    public IReadOnlyList<TValue> Objects<TValue>(string name, int least, int most, Func<JsonFields, TValue> read)
        where TValue : class =>
        [.. Items(name, least, most).Select(item => ReadObject(item.Value, item.Path, _errors, read)!)];

    /// <summary>A list of texts that must be there.</summary>
    public IReadOnlyList<string> Texts(string name, int most, int maxLength)
    {
        var texts = new List<string>();
        foreach (var (value, path) in Items(name, 0, most))
        {
            var text = TextOf(value, path, maxLength);
            if (text is null && value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            {
                _errors.Add(path, "must not be blank");
            }

            texts.Add(text ?? "");
        }

        return texts;
    }

    /// <summary>A position in the order of GeoJSON; may be absent or null.</summary>
    public GeoPoint? OptionalPosition(string name)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && NumberOf(value[0]) is { } longitude and >= -180 and <= 180 && NumberOf(value[1]) is { } latitude and >= -90 and <= 90)
        {
            return new GeoPoint(longitude, latitude);
        }

        Refuse(name, "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -90 and 90");
        return null;
    }

    /// <summary>A position in the order of GeoJSON that must be there.</summary>
    public GeoPoint Position(string name) => OptionalPosition(name) ?? Missing(name, default(GeoPoint));

    /// <summary>A value that must be there and whose form only its reader knows. The reader gets its path, to note there what is wrong.</summary>
    /// <returns><see langword="null"/> where it is missing or wrong.</returns>
    public TValue? Value<TValue>(string name, Func<JsonElement, string, ValidationErrors, TValue?> read)
        where TValue : class =>
        Field(name) is { } value ? read(value, PathOf(name), _errors) : Missing(name, default(TValue));

    private static TValue? ReadObject<TValue>(JsonElement element, string path, ValidationErrors errors, Func<JsonFields, TValue> read)
        where TValue : class
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path, "must be an object");
            return null;
        }

        var fields = new JsonFields(element, path, errors);
        var value = read(fields);
        fields.RefuseUnknown();
        return value;
    }

    private static double? NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private JsonElement? Field(string name)
    {
        _asked.Add(name);
        return _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private TValue Missing<TValue>(string name, TValue placeholder)
    {
        // A blank text or a list of the wrong kind has been refused already where it was read.
        if (Field(name) is null or { ValueKind: JsonValueKind.String })
        {
            Refuse(name, "is required");
        }

        return placeholder;
    }

    private string? TextOf(JsonElement value, string path, int maxLength)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            _errors.Add(path, "must be a text");
            return null;
        }

        var (text, problem) = TextRules.Normalize(value, maxLength);
        if (problem is not null)
        {
            _errors.Add(path, problem);
            return "";
        }

        return text!.Length == 0 ? null : text;
    }

    private IEnumerable<(JsonElement Value, string Path)> Items(string name, int least, int most)
    {
        if (Field(name) is not { } value)
        {
            Missing(name, 0);
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < least || value.GetArrayLength() > most)
        {
            Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a list of {least} to {most}"));
            return [];
        }

        return value.EnumerateArray().Select((item, index) => (item, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{index}]")));
    }

    private void RefuseUnknown()
    {
        foreach (var property in _element.EnumerateObject())
        {
            var name = TextRules.NameOf(property);
            if (!_asked.Contains(name))
            {
                Refuse(name, "is not a known field");
            }
        }
    }
}
