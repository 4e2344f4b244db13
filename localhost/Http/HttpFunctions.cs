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
    private static readonly string[] ReservedRoutes = ["admin", "runtime"];

    /// <summary>Reads the routes.</summary>
    /// <exception cref="StartException">A route that the Azure Functions host never serves, or that two functions claim.</exception>
    public static IReadOnlyList<HttpFunction> From(FunctionCatalog catalog, HttpOptions options)
    {
        var prefix = options.RoutePrefix.Trim('/');
        List<HttpFunction> functions = [.. catalog.Of<HttpTriggerAttribute>().Select(pair => Describe(pair.Function, pair.Trigger, prefix))];
        RefuseRivals(functions);
        return functions;
    }

    /// <summary>
    /// Finds the function of each request. Routing answers a known path with another method by an endpoint of its own (405
    /// and an Allow header); the Functions host says 404, as it does to whatever no function answers.
    /// </summary>
    public static void UseFunctionRouting(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<HttpDispatcher>().AnswerFailuresAsync);
        app.UseRouting();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is not RouteEndpoint)
            {
                context.SetEndpoint(null);
            }

            return next(context);
        });
    }

    /// <summary>Serves the functions.</summary>
    /// <exception cref="StartException">A route has a constraint that does not exist.</exception>
    public static void MapFunctions(this WebApplication app, IReadOnlyList<HttpFunction> functions)
    {
        var dispatcher = app.Services.GetRequiredService<HttpDispatcher>();
        var throttle = app.Services.GetRequiredService<HttpThrottle>();
        var policies = app.Services.GetRequiredService<ParameterPolicyFactory>();
        foreach (var function in functions)
        {
            CheckConstraints(function, policies);
            var endpoint = app.Map(function.Pattern, context => throttle.RunAsync(context, () => dispatcher.RunAsync(function, context)));
            if (function.Methods.Length > 0)
            {
                endpoint.WithMetadata(new HttpMethodMetadata(function.Methods));
            }
        }
    }

    private static HttpFunction Describe(FunctionDescriptor function, HttpTriggerAttribute trigger, string prefix)
    {
        var route = ParameterRules.RouteOf(function, trigger);
        if (ReservedRoutes.Any(reserved => route.StartsWith(reserved, StringComparison.OrdinalIgnoreCase)))
        {
            throw new StartException(
                $"The route '{route}' of function '{function.Name}' starts with 'admin' or 'runtime', which the Azure Functions host keeps for itself: choose another.");
        }

        string[] methods = [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())];
        return new HttpFunction(function, Parse(prefix, route), methods, trigger.AuthLevel);
    }

    private static RoutePattern Parse(string prefix, string route)
    {
        try
        {
            return RoutePatternFactory.Parse($"{prefix}/{route}".TrimStart('/'));
        }
        catch (RoutePatternException exception)
        {
            throw new StartException($"host.json: extensions.http.routePrefix '{prefix}' does not go with the route '{route}': {exception.Message}", exception);
        }
    }

    private static void RefuseRivals(List<HttpFunction> functions)
    {
        foreach (var (index, second) in functions.Index())
        {
            if (functions.Take(index).FirstOrDefault(second.IsRivalOf) is { } first)
            {
                throw new StartException(
                    $"Functions '{first.Function.Name}' and '{second.Function.Name}' answer the same requests at '{second.Pattern.RawText}': give one another route or method.");
            }
        }
    }

    /// <summary>Routing itself would find an unknown constraint only when the first request comes.</summary>
    private static void CheckConstraints(HttpFunction function, ParameterPolicyFactory policies)
    {
        foreach (var parameter in function.Pattern.Parameters)
        {
            foreach (var policy in parameter.ParameterPolicies)
            {
                try
                {
                    policies.Create(parameter, policy);
                }
                catch (Exception exception) when (exception is InvalidOperationException or RouteCreationException)
                {
                    throw new StartException(
                        $"The route of function '{function.Function.Name}' has an unknown or wrong constraint, '{policy.Content}' on '{parameter.Name}'.", exception);
                }
            }
        }
    }
}
