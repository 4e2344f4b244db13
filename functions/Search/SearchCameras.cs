using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary><c>POST /api/cameras/search</c>: an officer looks for cameras near an incident.</summary>
public sealed class SearchCameras(AgencyAccess access, CameraSearch search)
{
    /// <summary>
    /// Answers 200 with the cameras as GeoJSON; 401 without a valid token, 403 for callers who are no officers, 503 where the
    /// search cannot be recorded.
    /// </summary>
    [Function(nameof(SearchCameras))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cameras/search")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (actor, refusal) = await access.EnterAsync(request, Roles.Officer, AuditAction.Search, null, cancellationToken);
        if (actor is null)
        {
            return refusal!;
        }

        var (asked, invalid) = await JsonBody.ReadAsync(request, body => new Asked(SearchRequestReader.Read(body), body.Whole), cancellationToken);
        return asked is null ? invalid! : await AnswerAsync(request, actor, asked, cancellationToken);
    }

    private static AuditEntry Searching(RequestActor actor, Asked asked, CameraFeatures cameras) => actor.Did(AuditAction.Search) with
    {
        CaseNumber = asked.Request.CaseNumber,
        Purpose = asked.Request.Purpose,
        Target = AuditTarget.Of(asked.Body),
        ResultCount = cameras.Features.Count,
        ResultIds = [.. cameras.Features.Select(camera => camera.Properties.CameraId)],
    };

    private async Task<IResult> AnswerAsync(HttpRequest request, RequestActor actor, Asked asked, CancellationToken cancellationToken)
    {
        var cameras = await search.FindAsync(asked.Request, cancellationToken);
        if (await access.RecordAsync(Searching(actor, asked, cameras), cancellationToken) is { } unavailable)
        {
            return unavailable;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(cameras, ApiJson.Default.CameraFeatures, contentType: "application/geo+json");
    }

    /// <summary>A search, and the body that it was read from, which is what the audit log keeps.</summary>
    private sealed record Asked(SearchRequest Request, JsonElement Body);
}
