using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessRegistry.Tests.Api;

/// <summary>An HTTP function of the app, as its attributes declare it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Path">The path with the route prefix, and its parameters in braces without their constraints.</param>
internal sealed record HttpFunction(string Name, string Method, string Path)
{
    /// <summary>Every HTTP function with every method it answers.</summary>
    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        .. from type in typeof(Program).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where function is not null && trigger is not null
           from verb in trigger.Methods ?? []
           select new HttpFunction(function.Name, verb.ToUpperInvariant(), PathOf(function, trigger)),
    ];

    /// <inheritdoc cref="PathTemplate.Fill"/>
    public string PathWith(Func<string, string> valueOf) => PathTemplate.Fill(Path, valueOf);

    private static string PathOf(FunctionAttribute function, HttpTriggerAttribute trigger)
    {
        using var host = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(AzuriteFixture.RepositoryRoot, "host.json")));
        var prefix = host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString();
        var route = RoutePatternFactory.Parse($"{prefix}/{trigger.Route ?? function.Name}");
        return $"/{string.Join('/', route.PathSegments.Select(segment => string.Concat(segment.Parts.Select(PartOf))))}";
    }

    private static string PartOf(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new InvalidOperationException("A route has a part of an unknown kind."),
    };
}
