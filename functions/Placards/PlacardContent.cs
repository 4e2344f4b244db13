namespace ServerlessRegistry.Placards;

/// <summary>What tells one placard from another. It holds nothing about the owner or the property, and neither does a placard.</summary>
/// <param name="Code">The code that passers-by check.</param>
/// <param name="ValidThrough">The last day on which the placard is valid; its month and year are printed.</param>
public sealed record PlacardContent(PlacardCode Code, DateOnly ValidThrough);
