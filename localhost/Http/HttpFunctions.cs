using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>The HTTP functions, each with its route.</summary>
internal static class HttpFunctions
{
    /// <summary>The largest request body, in bytes: 100 MiB, as in Azure.</summary>
    public const long BodyLimit = 100 * 1024 * 1024;

    private static readonly string[] ReservedRoutes = ["admin", "runtime"];

    /// <summary>Reads the routes.</summary>
    /// <exception cref="StartException">A route that the Azure Functions host never serves.</exception>
    public static IReadOnlyList<HttpFunction> From(FunctionCatalog catalog, HttpOptions options) =>
        [.. catalog.Of<HttpTriggerAttribute>().Select(pair => Describe(pair.Function, pair.Trigger, options.RoutePrefix.Trim('/')))];

    /// <summary>Serves the functions; whatever no function answers gets 404 and an empty body.</summary>
    public static void UseFunctions(this WebApplication app, IReadOnlyList<HttpFunction> functions)
    {
        app.UseRouting();

        // Routing answers a known path with another method by an endpoint of its own (405); the Functions host says 404.
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.Count == 0)
            {
                context.SetEndpoint(null);
            }

            return next(context);
        });

        var dispatcher = ActivatorUtilities.CreateInstance<HttpDispatcher>(app.Services);
        foreach (var function in functions)
        {
            var endpoint = app.Map(function.Pattern, context => dispatcher.RunAsync(function, context)).WithMetadata(function);
            if (function.Methods.Length > 0)
            {
                endpoint.WithMetadata(new HttpMethodMetadata(function.Methods));
            }
        }
    }

    private static HttpFunction Describe(FunctionDescriptor function, HttpTriggerAttribute trigger, string prefix)
    {
        var route = (trigger.Route ?? function.Name).Trim('/');
        if (ReservedRoutes.Any(reserved => route.Split('/')[0].StartsWith(reserved, StringComparison.OrdinalIgnoreCase)))
        {
            throw new StartException(
                $"The route '{route}' of function '{function.Name}' starts with 'admin' or 'runtime', which the Azure Functions host keeps for itself: choose another.");
        }

        var pattern = RoutePatternFactory.Parse($"{prefix}/{route}".TrimStart('/'));
        string[] methods = [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())];
        return new HttpFunction(function, pattern, methods, trigger.AuthLevel);
    }
}

/// <summary>An HTTP function and where it answers.</summary>
/// <param name="Function">The function.</param>
/// <param name="Pattern">Its route with the prefix.</param>
/// <param name="Methods">Its methods in capitals; none means all.</param>
/// <param name="Level">The key that a caller must send.</param>
internal sealed record HttpFunction(FunctionDescriptor Function, RoutePattern Pattern, string[] Methods, AuthorizationLevel Level);
