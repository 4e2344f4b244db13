using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Audit;

/// <summary><c>GET /api/audit/verification</c>: an auditor has the chain checked.</summary>
public sealed class VerifyAudit(AgencyAccess access, AuditVerification verification, TimelyAnswers answers)
{
    /// <summary>Answers 200 with whether the chain holds, over one <c>date</c>, over the days <c>from</c> to <c>to</c>, or over all of it.</summary>
    [Function(nameof(VerifyAudit))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit/verification")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (actor, refusal) = await access.EnterAsync(request, Roles.Auditor, AuditAction.AuditVerification, null, cancellationToken);
        if (actor is null)
        {
            return refusal!;
        }

        var errors = new ValidationErrors();
        var (from, to) = ReadDays(request.Query, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var finding = await verification.VerifyAsync(from, to, cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return await access.RecordAsync(Checking(actor, finding), cancellationToken) ?? TypedResults.Json(finding, ApiJson.Default.AuditFinding);
    }

    private static AuditEntry Checking(RequestActor actor, AuditFinding finding) => actor.Did(AuditAction.AuditVerification) with
    {
        Target = AuditTarget.Of(
            ("from", Text(finding.From)), ("to", Text(finding.To)), ("holds", finding.Holds ? "true" : "false"),
            ("problem", finding.Problem is { } problem ? string.Create(CultureInfo.InvariantCulture, $"{problem.File} line {problem.Line}: {problem.Kind}") : null)),
    };

    private static string? Text(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture);

    private static (DateOnly? From, DateOnly? To) ReadDays(IQueryCollection query, ValidationErrors errors)
    {
        var (date, from, to) = (Day(query, "date", errors), Day(query, "from", errors), Day(query, "to", errors));
        if (date is not null && (from is not null || to is not null))
        {
            errors.Add("date", "stands alone: send either it or 'from' and 'to'");
        }

        if (to < from)
        {
            errors.Add("to", "must not be earlier than 'from'");
        }

        return (date ?? from, date ?? to);
    }

    private static DateOnly? Day(IQueryCollection query, string name, ValidationErrors errors)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        errors.Add(name, "must be a day, such as 2026-11-20");
        return null;
    }
}
