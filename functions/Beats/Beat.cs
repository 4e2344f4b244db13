using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Beats;

/// <summary>A police beat.</summary>
/// <param name="Name">What the department calls it, such as <c>1923</c>.</param>
/// <param name="Regions">Its polygons, one or more.</param>
internal sealed record Beat(string Name, IReadOnlyList<Region> Regions);
