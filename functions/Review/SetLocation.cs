using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Access;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Review;

/// <summary><c>PUT /api/registrations/{id}/location</c>: a coordinator puts a registration on the map.</summary>
public sealed class SetLocation(AgencyAccess access, RegistrationStore registrations, RegistrationPlacement placement, TimelyAnswers answers)
{
    /// <summary>
    /// Answers 200 with the location; its cameras are then on the map there, and nowhere else, and its placard is on its way. 404
    /// where there is no such registration, 409 where it is on its way by itself, withdrawn or expired.
    /// </summary>
    [Function(nameof(SetLocation))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "registrations/{id}/location")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, RequestTime time)
    {
        var target = AuditTarget.Registration(id);
        var (actor, refusal) = await access.EnterAsync(request, Roles.Coordinator, AuditAction.LocationSet, target, time.WhileAwaited);
        if (actor is null)
        {
            return refusal!;
        }

        var (form, invalid) = await JsonBody.ReadAsync(request, LocationForm.Read, time.WhileAwaited);
        if (form is null)
        {
            return invalid!;
        }

        if (!RegistrationId.TryParse(id, out var registrationId) || await registrations.FindAsync(registrationId, time.WhileAwaited) is null)
        {
            var failed = actor.Failed(AuditAction.LocationSet, StatusCodes.Status404NotFound) with { Target = target };
            return await access.RecordAsync(failed, time.WhileAwaited) ?? Problems.NotOnTheMap();
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";

        // Recorded before it is done: what cannot be recorded must not happen.
        var record = actor.Did(AuditAction.LocationSet) with { Target = TargetOf(registrationId, form), ResultCount = 1, ResultIds = [registrationId.Value] };
        return await access.RecordAsync(record, time.WhileAwaited) ?? await PlaceAsync(actor, registrationId, form, time.Whole);
    }

    private async Task<IResult> PlaceAsync(RequestActor actor, RegistrationId id, LocationForm form, CancellationToken cancellationToken)
    {
        if (await placement.PlaceByHandAsync(id, form.Point, cancellationToken) is { Location: { } location })
        {
            return TypedResults.Json(LocationView.Of(location), ApiJson.Default.LocationView);
        }

        var failed = actor.Failed(AuditAction.LocationSet, StatusCodes.Status409Conflict) with { Target = TargetOf(id, form) };
        return await access.RecordAsync(failed, cancellationToken) ?? Problems.NotToBePlaced();
    }

    private static JsonElement TargetOf(RegistrationId id, LocationForm form) => AuditTarget.Of(
        ("registrationId", id.Value),
        ("longitude", form.Point.Longitude.ToString("R", CultureInfo.InvariantCulture)),
        ("latitude", form.Point.Latitude.ToString("R", CultureInfo.InvariantCulture)));
}
