using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>PUT /api/registrations/{id}</c>: an owner changes what is registered.</summary>
public sealed class ChangeRegistration(OwnerAccess access, RegistrationChange change, OwnerResults results)
{
    /// <summary>
    /// Answers 200 with the changed registration; 404 as <c>GET</c> does; 428 without <c>If-Match</c>, 400 where it cannot be read, 412 where
    /// it is not the version that is stored, 409 for a registration that has expired.
    /// </summary>
    [Function(nameof(ChangeRegistration))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "registrations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await access.OpenAsync(request, id, cancellationToken) is null)
        {
            return Problems.NoSuchRegistration();
        }

        var (form, refusal) = await JsonBody.ReadAsync(request, RegistrationFormReader.Read, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        if (!RegistrationVersion.IsDemanded(request))
        {
            return Problems.VersionNeeded();
        }

        return RegistrationVersion.IsReadable(request)
            ? await ChangeAsync(request, id, form, cancellationToken)
            : Problems.Unreadable("If-Match must be the ETag that you got with the registration, in its quotes.");
    }

    /// <summary>A note that the registry makes for itself at the same time is no change that the owner must know of, so it tries again.</summary>
    private async Task<IResult> ChangeAsync(HttpRequest request, string id, RegistrationForm form, CancellationToken cancellationToken)
    {
        while (await access.OpenAsync(request, id, cancellationToken) is { } registration)
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
            if (await change.ChangeAsync(registration, form, CancellationToken.None) is { } changed)
            {
                return results.Of(request, changed);
            }
        }

        return Problems.NoSuchRegistration();
    }
}
