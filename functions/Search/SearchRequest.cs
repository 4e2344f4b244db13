using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Search;

/// <summary>What an officer searches for, and why.</summary>
/// <param name="CaseNumber">The case it is for.</param>
/// <param name="Purpose">What the officer needs it for.</param>
/// <param name="Area">Where.</param>
/// <param name="IncidentAt">When it happened; <see langword="null"/> where that does not matter.</param>
/// <param name="SeesPoint">Where it happened: cameras that see the point come first.</param>
/// <param name="OwnerKind">Only cameras of such owners; <see langword="null"/> for all.</param>
/// <param name="Limit">The most cameras in one answer.</param>
/// <param name="Continuation">Where the answer before this one ended; <see langword="null"/> for the first.</param>
internal sealed record SearchRequest(
    string CaseNumber,
    string Purpose,
    ISearchArea Area,
    DateTimeOffset? IncidentAt,
    GeoPoint? SeesPoint,
    OwnerKind? OwnerKind,
    int Limit,
    Continuation? Continuation);
