using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Telemetry;

/// <summary>
/// Names the span that ASP.NET Core starts for a request by the route of its function, and says how it was answered. Of the address only the
/// id of a registration is kept, and only where it is one: what else a caller writes there may be anything.
/// </summary>
internal sealed class RequestSpans : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(DescribeAsync);
        next(app);
    };

    private static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Describe(span, context);
        }
    }

    private static void Describe(Activity span, HttpContext context)
    {
        var method = KnownMethod(context.Request.Method);
        var status = context.Response.StatusCode;
        span.SetTag("http.request.method", method).SetTag("http.response.status_code", status);
        span.DisplayName = method;
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern })
        {
            // Azure Monitor makes the name of a request from these two.
            var route = $"/{pattern.TrimStart('/')}";
            span.DisplayName = $"{method} {route}";
            span.SetTag("http.route", route);
        }

        if (RegistrationId.TryParse(context.GetRouteValue("id") as string, out var id))
        {
            span.SetTag("registration.id", id.Value);
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Anybody can make up a method.</summary>
    private static string KnownMethod(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method)
        || HttpMethods.IsDelete(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            ? HttpMethods.GetCanonicalizedValue(method)
            : "_OTHER";
}
