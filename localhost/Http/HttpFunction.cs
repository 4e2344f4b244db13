using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>An HTTP function and where it answers.</summary>
/// <param name="Function">The function.</param>
/// <param name="Pattern">Its route with the prefix.</param>
/// <param name="Methods">Its methods in capitals; none means all.</param>
/// <param name="Level">The key that a caller must send.</param>
internal sealed record HttpFunction(FunctionDescriptor Function, RoutePattern Pattern, string[] Methods, AuthorizationLevel Level)
{
    /// <summary>Whether every request with one of the shared methods that fits this route fits the other's as well.</summary>
    public bool IsRivalOf(HttpFunction other) =>
        (Methods.Length == 0) == (other.Methods.Length == 0)
        && (Methods.Length == 0 || Methods.Intersect(other.Methods).Any())
        && Shape(Pattern) == Shape(other.Pattern);

    /// <summary>The route without the names of its parameters, which do not tell requests apart.</summary>
    private static string Shape(RoutePattern pattern) =>
        string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter =>
            $"{{{(parameter.IsCatchAll ? "*" : "")}{string.Concat(parameter.ParameterPolicies.Select(policy => $":{policy.Content}"))}}}",
        _ => "",
    };
}
