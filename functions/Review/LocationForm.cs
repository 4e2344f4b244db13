using ServerlessRegistry.Geography;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Review;

/// <summary>Where a coordinator says that a registration is.</summary>
/// <param name="Point">The position.</param>
internal sealed record LocationForm(GeoPoint Point)
{
    /// <summary>Reads the body; what is wrong with it is noted in the fields.</summary>
    public static LocationForm Read(JsonFields body) => body.Object("point", ReadPoint);

    private static LocationForm ReadPoint(JsonFields point)
    {
        // GeoJSON writes its types with a capital, unlike the rest of the API.
        if (point.Text("type", 20) is { Length: > 0 } type && type != "Point")
        {
            point.Refuse("type", "must be 'Point'");
        }

        var position = point.Position("coordinates");
        if (Math.Abs(position.Latitude) > GeoJsonReader.MostLatitude)
        {
            point.Refuse("coordinates", "must have a latitude between -85 and 85, after the longitude");
        }

        return new LocationForm(position);
    }
}
