using System.Text.Json;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Beats;

/// <summary>
/// A map of beats as police departments publish it: a GeoJSON FeatureCollection (RFC 7946) of Polygon and MultiPolygon
/// features. Features with the same name are one beat.
/// </summary>
internal static class BeatFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="json">The file, in UTF-8.</param>
    /// <param name="property">The property of each feature that names its beat, as a text or a number.</param>
    /// <exception cref="FormatException">The file is broken; the message says where, as the end of a sentence that names the file.</exception>
    public static BeatMap Read(ReadOnlyMemory<byte> json, string property)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (TypeOf(root) != "FeatureCollection" || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("is not a GeoJSON FeatureCollection.");
        }

        var beats = features.EnumerateArray()
            .Select((feature, index) => (Name: NameOf(feature, property, index), Regions: RegionsOf(feature, index)))
            .GroupBy(feature => feature.Name, feature => feature.Regions, StringComparer.OrdinalIgnoreCase)
            .Select(beat => new Beat(beat.Key, [.. beat.SelectMany(regions => regions)]))
            .ToList();
        return beats.Count > 0 ? new BeatMap(beats) : throw new FormatException("has no features.");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        var text = json.Span.StartsWith("\uFEFF"u8) ? json["\uFEFF"u8.Length..] : json;
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"is not JSON: look at line {exception.LineNumber + 1}.", exception);
        }
    }

    private static string NameOf(JsonElement feature, string property, int index)
    {
        var name = feature.ValueKind == JsonValueKind.Object
            && feature.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object
            && properties.TryGetProperty(property, out var value)
                ? value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!.Trim(),
                    JsonValueKind.Number => value.GetRawText(),
                    _ => "",
                }
                : "";
        return name.Length > 0
            ? name
            : throw new FormatException($"has no beat at features[{index}].properties.{property}: it must be a text or a number.");
    }

    private static List<Region> RegionsOf(JsonElement feature, int index)
    {
        var path = $"features[{index}].geometry";
        if (!feature.TryGetProperty("geometry", out var geometry)
            || TypeOf(geometry) is not ("Polygon" or "MultiPolygon")
            || !geometry.TryGetProperty("coordinates", out var coordinates))
        {
            throw new FormatException($"has no Polygon or MultiPolygon at {path}.");
        }

        var errors = new ValidationErrors();
        var reader = new GeoJsonReader(errors, int.MaxValue);
        var regions = TypeOf(geometry) == "Polygon"
            ? [reader.ReadPolygon(coordinates, $"{path}.coordinates")]
            : ReadPolygons(reader, coordinates, $"{path}.coordinates");
        return errors.ToDictionary() is { Count: > 0 } mistakes
            ? throw new FormatException($"is broken: {mistakes.First().Key} {mistakes.First().Value[0]}.")
            : [.. regions.Select(region => region!)];
    }

    private static List<Region?> ReadPolygons(GeoJsonReader reader, JsonElement coordinates, string path) =>
        coordinates.ValueKind == JsonValueKind.Array && coordinates.GetArrayLength() > 0
            ? [.. coordinates.EnumerateArray().Select((polygon, index) => reader.ReadPolygon(polygon, $"{path}[{index}]"))]
            : throw new FormatException($"is broken: {path} must be a list of polygons.");

    private static string? TypeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;
}
