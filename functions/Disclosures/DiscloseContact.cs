using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Disclosures;

/// <summary><c>POST /api/registrations/{id}/contact-disclosures</c>: an officer learns whom to ask for footage. One registration a call.</summary>
public sealed class DiscloseContact(
    AgencyAccess access,
    RegistrationStore registrations,
    DisclosureList disclosures,
    RegistryMetrics metrics,
    TimeProvider clock,
    TimelyAnswers answers)
{
    /// <summary>
    /// Answers 200 with the owner's contact details, once it is on record who asked for them and why, for auditors and for the owner; 404 where no such
    /// registration is on the map, 429 above the officer's limit.
    /// </summary>
    [Function(nameof(DiscloseContact))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/{id}/contact-disclosures")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time.WhileAwaited), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var target = AuditTarget.Registration(id);
        var (actor, refusal) = await access.EnterAsync(request, Roles.Officer, AuditAction.ContactDisclosure, target, cancellationToken);
        if (actor is null)
        {
            return refusal!;
        }

        if (await access.RefuseAboveLimitAsync(actor, AuditAction.ContactDisclosure, target, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var (why, invalid) = await JsonBody.ReadAsync(request, DisclosureRequest.Read, cancellationToken);
        if (why is null)
        {
            return invalid!;
        }

        var contact = RegistrationId.TryParse(id, out var registrationId)
            ? ContactDetails.Of(await registrations.FindAsync(registrationId, cancellationToken), clock.GetUtcNow())
            : null;
        var entry = contact is null
            ? actor.Failed(AuditAction.ContactDisclosure, StatusCodes.Status404NotFound)
            : actor.Did(AuditAction.ContactDisclosure) with { ResultCount = 1, ResultIds = [contact.RegistrationId] };
        var record = entry with { CaseNumber = why.CaseNumber, Purpose = why.Purpose, Target = target };
        if (await access.RecordAsync(record, cancellationToken) is { } unavailable)
        {
            return unavailable;
        }

        if (contact is not null && !await TryTellOwnerAsync(registrationId, record, cancellationToken))
        {
            contact = null;
        }

        metrics.Disclosed(contact is not null);
        return Answer(request, contact);
    }

    /// <summary>Notes the disclosure for the owner to see.</summary>
    /// <returns>False where the registration has left the map meanwhile, by a withdrawal or a move: nothing is disclosed, and no note of it stays.</returns>
    private async Task<bool> TryTellOwnerAsync(RegistrationId id, AuditEntry entry, CancellationToken cancellationToken)
    {
        var note = await disclosures.AddAsync(id, entry, cancellationToken);
        if (ContactDetails.Of(await registrations.FindAsync(id, cancellationToken), clock.GetUtcNow()) is not null)
        {
            return true;
        }

        await disclosures.TakeBackAsync(id, note, cancellationToken);
        return false;
    }

    private static IResult Answer(HttpRequest request, ContactDetails? contact)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return contact is null ? Problems.NotOnTheMap() : TypedResults.Json(contact, ApiJson.Default.ContactDetails);
    }
}
