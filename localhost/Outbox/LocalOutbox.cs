using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using ServerlessRegistry.Localhost.Access;

namespace ServerlessRegistry.Localhost.Outbox;

/// <summary>
/// Shows the mails that the app keeps instead of sending them: the .eml files of the <see cref="IFileProvider"/> that its
/// services have under the key <c>outbox</c>. Only callers on the same machine see them; an app without such a service has no outbox.
/// </summary>
internal static class LocalOutbox
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/local/outbox";

    private const string ServiceKey = "outbox";
    private const string Ending = ".eml";
    private const int MostShown = 100;

    /// <summary>Whether the app has an outbox.</summary>
    public static bool IsIn(IServiceProvider services) =>
        services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(IFileProvider), ServiceKey);

    /// <summary>Serves <c>/local/outbox</c> and the files below it, where the app has an outbox.</summary>
    public static void MapLocalOutbox(this WebApplication app)
    {
        if (!IsIn(app.Services))
        {
            return;
        }

        app.MapGet(Path, context => ForThisMachine(context, files => List(context, files)).ExecuteAsync(context));
        app.MapGet($"{Path}/{{name}}", context => ForThisMachine(context, files => File(context, files)).ExecuteAsync(context));
    }

    private static IResult ForThisMachine(HttpContext context, Func<IFileProvider, IResult> answer)
    {
        if (!LocalCaller.IsOnThisMachine(context))
        {
            return TypedResults.NotFound();
        }

        // Mails hold links that open registrations.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return answer(context.RequestServices.GetRequiredKeyedService<IFileProvider>(ServiceKey));
    }

    private static IResult List(HttpContext context, IFileProvider files)
    {
        var mails = Newest(files).Select(OutboxMail.Read).ToList();
        if (AsksForJson(context.Request))
        {
            return TypedResults.Json(mails);
        }

        context.Response.Headers.ContentSecurityPolicy = OutboxPage.ContentSecurityPolicy;
        return TypedResults.Content(OutboxPage.Write(mails), "text/html; charset=utf-8");
    }

    private static IResult File(HttpContext context, IFileProvider files)
    {
        var file = files.GetFileInfo((string)context.GetRouteValue("name")!);
        if (!file.Exists || !IsMail(file))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.File(file.CreateReadStream(), "message/rfc822", file.Name);
    }

    private static IEnumerable<IFileInfo> Newest(IFileProvider files) =>
        files.GetDirectoryContents("")
            .Where(IsMail)
            .OrderByDescending(file => file.LastModified)
            .ThenByDescending(file => file.Name, StringComparer.Ordinal)
            .Take(MostShown);

    private static bool IsMail(IFileInfo file) => !file.IsDirectory && file.Name.EndsWith(Ending, StringComparison.Ordinal);

    private static bool AsksForJson(HttpRequest request) =>
        request.GetTypedHeaders().Accept is { Count: > 0 } accepted
        && accepted.OrderByDescending(type => type.Quality ?? 1).First().MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
