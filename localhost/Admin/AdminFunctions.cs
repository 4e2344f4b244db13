using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost.Access;
using ServerlessRegistry.Localhost.Http;

namespace ServerlessRegistry.Localhost.Admin;

/// <summary>
/// Runs a function by hand, as the Azure Functions host does: <c>POST /admin/functions/{name}</c> with <c>{ "input": "" }</c>. It takes the
/// master key, or no key from a caller on the same machine.
/// </summary>
internal static class AdminFunctions
{
    /// <summary>Serves <c>/admin/functions/{name}</c>.</summary>
    public static void MapAdminFunctions(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<FunctionKeys>();
        var runs = app.Services.GetRequiredService<RunsByHand>();
        app.MapPost("/admin/functions/{name}", async context =>
            await (await AnswerAsync(context.Request, (string)context.GetRouteValue("name")!, keys, runs)).ExecuteAsync(context));
    }

    private static async Task<IResult> AnswerAsync(
        HttpRequest request, string name, FunctionKeys keys, RunsByHand runs)
    {
        if (!LocalCaller.IsOnThisMachine(request.HttpContext) && !keys.AllowAdministration(request))
        {
            return TypedResults.Unauthorized();
        }

        // A page of another site can send a browser here with plain text, but not with JSON.
        if (!request.HasJsonContentType())
        {
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (await ReadAsync(request) is not { } invocation)
        {
            return TypedResults.BadRequest();
        }

        return runs.TryStart(name, invocation.Input ?? "") ? TypedResults.Accepted((string?)null) : TypedResults.NotFound();
    }

    private static async Task<Invocation?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await request.ReadFromJsonAsync<Invocation>(request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="Input">What the function is given: the text of a message; a timer needs none.</param>
    private sealed record Invocation(string? Input);
}
