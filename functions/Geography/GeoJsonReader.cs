using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Geography;

/// <summary>
/// Reads the coordinates of GeoJSON geometries (RFC 7946) and says what is wrong with them, by JSON path. Between two positions it
/// takes the short way around the earth, so that areas may cross the antimeridian without being cut there. Rings may turn
/// either way; altitudes are ignored.
/// </summary>
/// <param name="errors">Where mistakes are noted.</param>
/// <param name="mostPositions">The most positions of one geometry.</param>
internal sealed class GeoJsonReader(ValidationErrors errors, int mostPositions)
{
    /// <summary>The map ends there. No city lies beyond, but latitudes do that are given as longitudes.</summary>
    public const double MostLatitude = 85;

    private const string PositionDemand =
        "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85";

    /// <summary>Reads the coordinates of a Polygon: its outer ring, then its holes.</summary>
    /// <param name="coordinates">The list of rings.</param>
    /// <param name="path">Its JSON path.</param>
    /// <returns>The polygon; <see langword="null"/> where something is wrong with it.</returns>
    public Region? ReadPolygon(JsonElement coordinates, string path)
    {
        if (coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() == 0)
        {
            return Refuse(path, "must be a list of rings, each a list of positions; the first is the outer one");
        }

        if (coordinates.EnumerateArray().Sum(ring => ring.ValueKind == JsonValueKind.Array ? ring.GetArrayLength() : 0) > mostPositions)
        {
            return Refuse(path, TooMany);
        }

        var rings = coordinates.EnumerateArray().Select((ring, index) => ReadRing(ring, Item(path, index))).ToList();
        return rings.Contains(null) ? null : ToRegion([.. rings.Select(ring => ring!)], path);
    }

    /// <summary>Reads the coordinates of a LineString.</summary>
    /// <param name="coordinates">The list of positions.</param>
    /// <param name="path">Its JSON path.</param>
    /// <returns>Its positions, with longitudes that may go on beyond ±180; <see langword="null"/> where something is wrong with it.</returns>
    public IReadOnlyList<GeoPoint>? ReadLine(JsonElement coordinates, string path)
    {
        if (coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() < 2)
        {
            Refuse(path, "must be a list of at least 2 positions");
            return null;
        }

        if (coordinates.GetArrayLength() > mostPositions)
        {
            Refuse(path, TooMany);
            return null;
        }

        return ReadPositions(coordinates, path);
    }

    private string TooMany => string.Create(CultureInfo.InvariantCulture, $"must have at most {mostPositions} positions in all");

    private GeoPoint[]? ReadRing(JsonElement ring, string path)
    {
        if (ring.ValueKind != JsonValueKind.Array || ring.GetArrayLength() < 4)
        {
            Refuse(path, "must be a list of at least 4 positions, the last one equal to the first");
            return null;
        }

        if (ReadPositions(ring, path) is not { } positions)
        {
            return null;
        }

        var (first, last) = (positions[0], positions[^1]);
        if (first == last)
        {
            return positions;
        }

        Refuse(
            path,
            first.Normalized() == last.Normalized() ? "must not go around a pole" : "must be closed: its last position must be equal to its first");
        return null;
    }

    private GeoPoint[]? ReadPositions(JsonElement list, string path)
    {
        var positions = new List<GeoPoint>(list.GetArrayLength());
        foreach (var value in list.EnumerateArray())
        {
            if (PositionIn(value) is not { } position)
            {
                Refuse(Item(path, positions.Count), PositionDemand);
                return null;
            }

            positions.Add(positions is [.., var last] ? position.Near(last.Longitude) : position);
        }

        return [.. positions];
    }

    private static GeoPoint? PositionIn(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (2 or 3) || !value.EnumerateArray().All(IsNumber))
        {
            return null;
        }

        var position = new GeoPoint(value[0].GetDouble(), value[1].GetDouble());
        return position is { Longitude: >= -180 and <= 180, Latitude: >= -MostLatitude and <= MostLatitude } ? position : null;
    }

    private static bool IsNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number);

    private Region? ToRegion(IReadOnlyList<GeoPoint[]> rings, string path)
    {
        var outer = rings[0][0].Longitude;
        var polygon = new Polygon(ToRing(rings[0], 0), [.. rings.Skip(1).Select(hole => ToRing(hole, Turns.Toward(outer, hole[0].Longitude)))]);
        return new IsValidOp(polygon).ValidationError is { } error ? Refuse(path, Describe(error)) : new Region(polygon);
    }

    private static LinearRing ToRing(GeoPoint[] positions, double turn) =>
        new([.. positions.Select(position => new Coordinate(position.Longitude + turn, position.Latitude))]);

    private static string Describe(TopologyValidationError error)
    {
        var place = error.Coordinate is { } coordinate ? Near(new GeoPoint(coordinate.X, coordinate.Y).Normalized()) : "";
        return error.ErrorType switch
        {
            TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection =>
                $"must not cross or touch itself, as it does{place}",
            TopologyValidationErrors.HoleOutsideShell => $"must have its holes within the outer ring, but one is outside{place}",
            TopologyValidationErrors.NestedHoles => $"must not have a hole within a hole, as it does{place}",
            TopologyValidationErrors.DisconnectedInteriors => $"must be in one piece, but its holes cut it in two{place}",
            _ => $"must be an area of at least three corners that are not on one line, which it is not{place}",
        };
    }

    private static string Near(GeoPoint point) => string.Create(CultureInfo.InvariantCulture, $" near [{point.Longitude:0.#####}, {point.Latitude:0.#####}]");

    private static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private Region? Refuse(string path, string message)
    {
        errors.Add(path, message);
        return null;
    }
}
