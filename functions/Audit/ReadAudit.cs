using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Audit;

/// <summary><c>GET /api/audit</c>: an auditor sees who did what.</summary>
public sealed class ReadAudit(AgencyAccess access, AuditReader audit)
{
    private const string Csv = "text/csv";

    /// <summary>Answers 200 with entries, page by page as JSON or all at once as CSV. Reading is recorded like everything else.</summary>
    [Function(nameof(ReadAudit))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (actor, refusal) = await access.EnterAsync(request, Roles.Auditor, AuditAction.AuditRead, null, cancellationToken);
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
        return asCsv ? await CsvAsync(actor, query, cancellationToken) : await PageAsync(actor, query, cancellationToken);
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

    private async Task<IResult> CsvAsync(RequestActor actor, AuditQuery query, CancellationToken cancellationToken) =>
        await access.RecordAsync(Reading(actor, query, "csv"), cancellationToken)
        ?? TypedResults.Stream(
            stream => AuditCsv.WriteAsync(stream, audit.AllAsync(query, cancellationToken), cancellationToken), $"{Csv}; charset=utf-8", "audit.csv");
}
