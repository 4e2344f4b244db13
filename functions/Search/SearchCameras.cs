using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary><c>POST /api/cameras/search</c>: an officer looks for cameras near an incident.</summary>
public sealed class SearchCameras(SearchRequestReader reader, CameraSearch search)
{
    /// <summary>
    /// Answers 200 with the cameras as GeoJSON or CSV; 401 without a valid token, 403 for callers who are no officers, 406 for
    /// callers who accept neither format.
    /// </summary>
    [Function(nameof(SearchCameras))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cameras/search")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await request.RefuseUnlessAsync(Roles.Officer) is { } denied)
        {
            return denied;
        }

        if (SearchFormats.AcceptedBy(request) is not { } format)
        {
            return Problems.NotAcceptable(SearchFormats.MediaTypes);
        }

        var (query, refusal) = await reader.ReadAsync(request, cancellationToken);
        return query is null ? refusal! : await AnswerAsync(request, query, format, cancellationToken);
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, SearchRequest query, SearchFormat format, CancellationToken cancellationToken)
    {
        var cameras = await search.FindAsync(query, cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return format == SearchFormat.Csv
            ? CameraCsv.Answer(cameras, request.HttpContext.Response.Headers)
            : TypedResults.Json(cameras, ApiJson.Default.CameraFeatures, contentType: SearchFormats.GeoJson);
    }
}
