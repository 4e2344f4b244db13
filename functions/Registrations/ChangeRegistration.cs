using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>PUT /api/registrations/{id}</c>: an owner changes what is registered.</summary>
public sealed class ChangeRegistration(OwnerAccess access, RegistrationChange change, OwnerResults results, TimelyAnswers answers)
{
    /// <summary>
    /// Answers 200 with the changed registration; 404 as <c>GET</c> does; 428 without <c>If-Match</c>, 400 where it cannot be read, 412 where
    /// it is not the version that is stored, 409 for a registration that has expired.
    /// </summary>
    [Function(nameof(ChangeRegistration))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "registrations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        answers.InTimeAsync(request, time => AnswerAsync(request, id, time), cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string id, RequestTime time)
    {
        if (await access.OpenAsync(request, id, time.WhileAwaited) is null)
        {
            return Problems.NoSuchRegistration();
        }

        var (form, refusal) = await JsonBody.ReadAsync(request, RegistrationFormReader.Read, time.WhileAwaited);
        if (form is null)
        {
            return refusal!;
        }

        if (!RegistrationVersion.IsDemanded(request))
        {
            return Problems.VersionNeeded();
        }

        return RegistrationVersion.IsReadable(request)
            ? await ChangeAsync(request, id, form, time)
            : Problems.Unreadable("If-Match must be the ETag that you got with the registration, in its quotes.");
    }

    /// <summary>A note that the registry makes for itself at the same time is no change that the owner must know of, so it tries again.</summary>
    private async Task<IResult> ChangeAsync(HttpRequest request, string id, RegistrationForm form, RequestTime time)
    {
        while (await access.OpenAsync(request, id, time.WhileAwaited) is { } registration)
        {
            if (!results.IsExpected(request, registration))
            {
                return Problems.ChangedMeanwhile();
            }

            if (registration.Status == RegistrationStatus.Expired)
            {
                return Problems.HasExpired();
            }

            // The owner may close the page: from here on the change is made all the same.
            if (await change.ChangeAsync(registration, form, time.Whole) is { } changed)
            {
                return results.Of(request, changed);
            }
        }

        return Problems.NoSuchRegistration();
    }
}
