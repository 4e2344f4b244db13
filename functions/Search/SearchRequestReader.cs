using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary>Reads and checks the body of a search.</summary>
internal static class SearchRequestReader
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;

    /// <summary>The kinds of area that can be searched.</summary>
    private enum AreaType
    {
        /// <summary>Everything within a distance of a point.</summary>
        Circle,
    }

    /// <summary>Reads the body; what is wrong with it is noted in the fields.</summary>
    public static SearchRequest Read(JsonFields body) => new(
        body.Text("caseNumber", 60),
        body.Text("purpose", 500),
        body.Object("area", ReadArea),
        body.OptionalTime("incidentAt"),
        body.OptionalPosition("seesPoint"),
        body.OptionalChoice<OwnerKind>("ownerKind"),
        body.OptionalWholeNumber("limit", 1, MaxLimit) ?? DefaultLimit,
        ReadContinuation(body));

    private static ISearchArea ReadArea(JsonFields area)
    {
        area.Choice<AreaType>("type");
        return new CircleArea(area.Position("center"), area.Number("radius", 1, CircleArea.MaxRadius));
    }

    private static Continuation? ReadContinuation(JsonFields body)
    {
        if (body.OptionalText("continuation", 400) is not { } text)
        {
            return null;
        }

        if (!Continuation.TryParse(text, out var continuation))
        {
            body.Refuse("continuation", "must be the continuation of the answer before this one");
        }

        return continuation;
    }
}
