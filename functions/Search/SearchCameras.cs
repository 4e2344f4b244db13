using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary><c>POST /api/cameras/search</c>: an officer looks for cameras near an incident.</summary>
public sealed class SearchCameras(CameraSearch search)
{
    /// <summary>Answers 200 with the cameras as GeoJSON; 401 without a valid token, 403 for callers who are no officers.</summary>
    [Function(nameof(SearchCameras))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cameras/search")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await request.RefuseUnlessAsync(Roles.Officer) is { } denied)
        {
            return denied;
        }

        var (query, refusal) = await JsonBody.ReadAsync(request, SearchRequestReader.Read, cancellationToken);
        return query is null ? refusal! : await AnswerAsync(request, query, cancellationToken);
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, SearchRequest query, CancellationToken cancellationToken)
    {
        var cameras = await search.FindAsync(query, cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(cameras, ApiJson.Default.CameraFeatures, contentType: "application/geo+json");
    }
}
