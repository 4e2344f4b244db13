using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Beats;
using ServerlessRegistry.City;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary>Reads and checks the body of a search, and finds the area that it names by an address or a beat.</summary>
public sealed partial class SearchRequestReader(MeasuredGeocoder geocoder, BeatMap beats, ContinuationSeal continuations, IOptions<CityProgram> program)
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;
    private static readonly TimeSpan GeocoderPause = TimeSpan.FromSeconds(30);

    /// <summary>The kinds of area that can be searched.</summary>
    private enum AreaType
    {
        /// <summary>Everything within a distance of a point.</summary>
        Circle,

        /// <summary>Everything within a distance of an address.</summary>
        Address,

        /// <summary>A drawn polygon.</summary>
        Polygon,

        /// <summary>Both sides of a route.</summary>
        Corridor,

        /// <summary>A police beat.</summary>
        Beat,
    }

    /// <summary>Reads the body and places its area.</summary>
    /// <returns>
    /// The search, or the answer to give instead: 400 for mistakes, 503 while addresses cannot be looked up, and those of
    /// <see cref="JsonBody"/>.
    /// </returns>
    internal async Task<(SearchRequest? Search, IResult? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (form, refusal) = await JsonBody.ReadAsync(request, ReadForm, cancellationToken);
        if (form is null)
        {
            return (null, refusal);
        }

        try
        {
            var (area, reason) = await PlaceAsync(form.Area, cancellationToken);
            return area is null ? Refuse("area.address", reason!) : Continued(form, form.SearchIn(area));
        }
        catch (GeocoderUnavailableException)
        {
            return (null, Problems.Unavailable("Addresses cannot be looked up at present: search around a point, or try again.", GeocoderPause));
        }
    }

    private static CircleArea ReadCircle(JsonFields area)
    {
        var center = area.Position("center");
        if (Math.Abs(center.Latitude) > GeoJsonReader.MostLatitude)
        {
            area.Refuse("center", "must have a latitude between -85 and 85, after the longitude");
        }

        return new CircleArea(center, ReadRadius(area));
    }

    private static double ReadRadius(JsonFields area) => area.Number("radius", 1, CircleArea.MaxRadius);

    private static RegionArea? ReadPolygon(JsonElement coordinates, string path, ValidationErrors errors)
    {
        if (new GeoJsonReader(errors, RegionArea.MaxPositions).ReadPolygon(coordinates, path) is not { } region)
        {
            return null;
        }

        var area = new RegionArea($"polygon {NumbersOf(coordinates)}", [region]);
        if (area.Area > RegionArea.MaxArea)
        {
            errors.Add(path, TooLarge(area));
        }
        else if (area.Reach > RegionArea.MaxReach)
        {
            const double MostKilometres = RegionArea.MaxReach / 1000;
            errors.Add(path, Invariant($"must be at most {MostKilometres:0} km from corner to corner of its box, but is {area.Reach / 1000:0.0} km"));
        }

        return area;
    }

    private static CorridorArea? ReadCorridor(JsonFields area)
    {
        var width = area.Number("width", 1, CorridorArea.MaxWidth);
        return area.Value("line", ReadRoute) is { } line ? new CorridorArea(line, width) : null;
    }

    private static IReadOnlyList<GeoPoint>? ReadRoute(JsonElement coordinates, string path, ValidationErrors errors)
    {
        if (new GeoJsonReader(errors, CorridorArea.MaxPositions).ReadLine(coordinates, path) is not { } line)
        {
            return null;
        }

        var length = CorridorArea.LengthOf(line);
        if (length == 0)
        {
            errors.Add(path, "must lead from one place to another, but all its positions are the same");
        }
        else if (length > CorridorArea.MaxLength)
        {
            errors.Add(path, Invariant($"must be at most {CorridorArea.MaxLength / 1000:0} km long, but is {length / 1000:0.0} km"));
        }

        return line;
    }

    private static string NumbersOf(JsonElement rings) => string.Join(
        " / ", rings.EnumerateArray().Select(ring => string.Join(' ', ring.EnumerateArray().Select(NumbersOfPosition))));

    private static string NumbersOfPosition(JsonElement position) => Invariant($"{position[0].GetDouble():R} {position[1].GetDouble():R}");

    private static string TooLarge(RegionArea area) =>
        Invariant($"must have at most {RegionArea.MaxArea / 1_000_000:0} square kilometres, but has {area.Area / 1_000_000:0.0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static (SearchRequest? Search, IResult? Refusal) Refuse(string path, string message)
    {
        var errors = new ValidationErrors();
        errors.Add(path, message);
        return (null, Problems.Invalid(errors));
    }

    private SearchForm ReadForm(JsonFields body)
    {
        var caseNumber = body.Text("caseNumber", 60);
        var purpose = body.Text("purpose", 500);
        var area = body.Object("area", ReadArea);
        var incidentAt = body.OptionalTime("incidentAt");
        var seesPoint = body.OptionalPosition("seesPoint");
        var ownerKind = body.OptionalChoice<OwnerKind>("ownerKind");
        var text = body.OptionalText("text", 100);
        var asked = body.Whole;
        var limit = body.OptionalWholeNumber("limit", 1, MaxLimit) ?? DefaultLimit;
        return new SearchForm(
            area,
            placed => new SearchRequest(caseNumber, purpose, placed, incidentAt, seesPoint, ownerKind, text, limit, asked, null),
            body.OptionalText("continuation", 400));
    }

    private AreaForm ReadArea(JsonFields area) => area.Choice<AreaType>("type") switch
    {
        AreaType.Address => new AreaForm(null, area.Text("address", 200), ReadRadius(area)),
        AreaType.Polygon => AreaForm.Of(area.Value("coordinates", ReadPolygon)),
        AreaType.Corridor => AreaForm.Of(ReadCorridor(area)),
        AreaType.Beat => AreaForm.Of(ReadBeat(area)),
        _ => AreaForm.Of(ReadCircle(area)),
    };

    private RegionArea? ReadBeat(JsonFields area)
    {
        var name = area.Text("beat", 40);
        if (name.Length == 0)
        {
            return null;
        }

        if (!beats.Any)
        {
            area.Refuse("beat", "cannot be searched, because this registry has no map of beats");
            return null;
        }

        if (beats.Find(name) is not { } beat)
        {
            area.Refuse("beat", "is not a beat of this city");
            return null;
        }

        var region = new RegionArea($"beat {beat.Name}", beat.Regions);
        if (region.Area > RegionArea.MaxArea)
        {
            area.Refuse("beat", TooLarge(region));
        }

        return region;
    }

    private async Task<(ISearchArea? Area, string? Reason)> PlaceAsync(AreaForm form, CancellationToken cancellationToken)
    {
        if (form.Area is not null)
        {
            return (form.Area, null);
        }

        return await geocoder.GeocodeAsync(InTheCity(form.Address!), cancellationToken) switch
        {
            GeocodeResult.Located located => (new CircleArea(located.Point, form.Radius), null),
            GeocodeResult.NeedsReview review => (null, $"cannot be placed: {review.Reason}"),
            var other => throw new InvalidOperationException($"There is no search around a {other.GetType().Name}."),
        };
    }

    /// <summary>A house number and street, after which a ZIP code may stand.</summary>
    private PostalAddress InTheCity(string address)
    {
        var city = program.Value;
        return AddressWithPostalCode().Match(address) is { Success: true } match
            ? new PostalAddress(match.Groups["street"].Value, null, city.CityName, city.State, match.Groups["code"].Value)
            : new PostalAddress(address, null, city.CityName, city.State, city.PostalCode);
    }

    private (SearchRequest? Search, IResult? Refusal) Continued(SearchForm form, SearchRequest search)
    {
        if (form.Continuation is null)
        {
            return (search, null);
        }

        return continuations.Open(form.Continuation, search) is { } continuation
            ? (search with { Continuation = continuation }, null)
            : Refuse(
                "continuation",
                "must be the continuation of the answer before this one, to a search for the same area, point, kind of owner and text");
    }

    [GeneratedRegex("^(?<street>.*[^, ])[, ]+(?<code>[0-9]{5}(?:-[0-9]{4})?)$", RegexOptions.CultureInvariant)]
    private static partial Regex AddressWithPostalCode();

    /// <summary>A body whose area may still have to be placed, and whose continuation is still sealed.</summary>
    /// <param name="Area">The area as it was sent.</param>
    /// <param name="SearchIn">The search, once its area is known.</param>
    /// <param name="Continuation">What an earlier answer gave.</param>
    private sealed record SearchForm(AreaForm Area, Func<ISearchArea, SearchRequest> SearchIn, string? Continuation);

    /// <summary>An area, or the address that is its middle.</summary>
    /// <param name="Area">The area; <see langword="null"/> for an address.</param>
    /// <param name="Address">House number and street.</param>
    /// <param name="Radius">How far around the address, in metres.</param>
    private sealed record AreaForm(ISearchArea? Area, string? Address, double Radius)
    {
        public static AreaForm Of(ISearchArea? area) => new(area, null, 0);
    }
}
