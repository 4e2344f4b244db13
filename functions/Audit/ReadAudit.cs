using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using ServerlessRegistry.Access;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Audit;

/// <summary><c>GET /api/audit</c>: an auditor sees who did what.</summary>
public sealed class ReadAudit(AgencyAccess access, AuditReader audit, TimelyAnswers answers)
{
    private const string Csv = "text/csv";

    /// <summary>Answers 200 with entries, page by page as JSON or all at once as CSV. Reading is recorded like everything else.</summary>
    [Function(nameof(ReadAudit))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, RequestTime time)
    {
        var (actor, refusal) = await access.EnterAsync(request, Roles.Auditor, AuditAction.AuditRead, null, time.WhileAwaited);
        if (actor is null)
        {
            return refusal!;
        }

        var errors = new ValidationErrors();
        var query = AuditQuery.Read(request.Query, errors);
        var asCsv = PrefersCsv(request);
        if (asCsv && (request.Query.ContainsKey("limit") || request.Query.ContainsKey("continuation")))
        {
            errors.Add("limit", "and 'continuation' are for pages of JSON: CSV has every entry between 'from' and 'to'");
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return asCsv ? await CsvAsync(request, actor, query, time) : await PageAsync(actor, query, time.WhileAwaited);
    }

    private static bool PrefersCsv(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(type => type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0)
            && !accepted.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));
    }

    private static AuditEntry Reading(RequestActor actor, AuditQuery query, string format) => actor.Did(AuditAction.AuditRead) with
    {
        CaseNumber = query.CaseNumber,
        Target = AuditTarget.Of(
            ("from", query.From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", query.To?.ToString("O", CultureInfo.InvariantCulture)),
            ("officer", query.Officer),
            ("format", format)),
    };

    private async Task<IResult> PageAsync(RequestActor actor, AuditQuery query, CancellationToken cancellationToken)
    {
        var page = await audit.PageAsync(query, cancellationToken);
        var entry = Reading(actor, query, "json") with { ResultCount = page.Entries.Count };
        return await access.RecordAsync(entry, cancellationToken) ?? TypedResults.Json(page, ApiJson.Default.AuditPage);
    }

    private async Task<IResult> CsvAsync(HttpRequest request, RequestActor actor, AuditQuery query, RequestTime time)
    {
        if (await access.RecordAsync(Reading(actor, query, "csv"), time.WhileAwaited) is { } unavailable)
        {
            return unavailable;
        }

        var answer = await answers.StreamAsync(AuditCsv.LinesOf(audit.AllAsync(query)), $"{Csv}; charset=utf-8", time);
        var file = new ContentDispositionHeaderValue("attachment");
        file.SetHttpFileName("audit.csv");
        request.HttpContext.Response.Headers.ContentDisposition = file.ToString();
        return answer;
    }
}
