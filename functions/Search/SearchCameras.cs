using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Search;

/// <summary><c>POST /api/cameras/search</c>: an officer looks for cameras near an incident.</summary>
public sealed class SearchCameras(AgencyAccess access, SearchRequestReader reader, CameraSearch search, TimelyAnswers answers)
{
    /// <summary>
    /// Answers 200 with the cameras as GeoJSON or CSV; 401 without a valid token, 403 for callers who are no officers, 406 for
    /// callers who accept neither format, 429 above the officer's limit, 503 where the search cannot be recorded.
    /// </summary>
    [Function(nameof(SearchCameras))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cameras/search")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (actor, refusal) = await access.EnterAsync(request, Roles.Officer, AuditAction.Search, null, cancellationToken);
        if (actor is null)
        {
            return refusal!;
        }

        if (await access.RefuseAboveLimitAsync(actor, AuditAction.Search, null, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        if (SearchFormats.AcceptedBy(request) is not { } format)
        {
            return Problems.NotAcceptable(SearchFormats.MediaTypes);
        }

        var (query, invalid) = await reader.ReadAsync(request, cancellationToken);
        return query is null ? invalid! : await AnswerAsync(request, actor, query, format, cancellationToken);
    }

    private static AuditEntry Searching(RequestActor actor, SearchRequest query, CameraFeatures cameras) => actor.Did(AuditAction.Search) with
    {
        CaseNumber = query.CaseNumber,
        Purpose = query.Purpose,
        Target = AuditTarget.Of(query.Asked),
        ResultCount = cameras.Features.Count,
        ResultIds = [.. cameras.Features.Select(camera => camera.Properties.CameraId)],
    };

    private async Task<IResult> AnswerAsync(
        HttpRequest request, RequestActor actor, SearchRequest query, SearchFormat format, CancellationToken cancellationToken)
    {
        var cameras = await search.FindAsync(query, cancellationToken);
        if (await access.RecordAsync(Searching(actor, query, cameras), cancellationToken) is { } unavailable)
        {
            return unavailable;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return format == SearchFormat.Csv
            ? CameraCsv.Answer(cameras, request.HttpContext.Response.Headers)
            : TypedResults.Json(cameras, ApiJson.Default.CameraFeatures, contentType: SearchFormats.GeoJson);
    }
}
