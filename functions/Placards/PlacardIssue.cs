using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Placards;

/// <summary>Draws placards and makes their registrations active.</summary>
public sealed class PlacardIssue(
    RegistrationStore registrations, PlacardStore placards, PlacardRequests requests, PlacardRenderer renderer, TimeProvider clock)
{
    /// <summary>
    /// Draws the placard of a registration that is on the map, keeps it, and makes the registration active. Every step
    /// may be repeated; a registration that is active already, or no longer wants a placard, is left alone.
    /// </summary>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none.</returns>
    public async Task<Registration?> IssueAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        // The request's version is read before the registration: a later request is about a later state.
        var version = await requests.VersionAsync(id, cancellationToken);
        var registration = await registrations.FindAsync(id, cancellationToken);
        if (registration is { Status: RegistrationStatus.Located })
        {
            registration = await DrawAsync(registration, cancellationToken);
        }

        if (version is { } done)
        {
            await requests.CompleteAsync(id, done, cancellationToken);
        }

        return registration;
    }

    private async Task<Registration?> DrawAsync(Registration registration, CancellationToken cancellationToken)
    {
        var revision = registration.PlacardRevision + 1;
        var placard = renderer.Render(new PlacardContent(registration.PlacardCode, DateOnly.FromDateTime(registration.ValidUntil.UtcDateTime)));
        await placards.SaveAsync(registration.Id, revision, registration.PlacardCode, placard, cancellationToken);
        return await registrations.UpdateAsync(
            registration.Id,
            current => current.Status == RegistrationStatus.Located
                ? current with { Status = RegistrationStatus.Active, PlacardRevision = revision, UpdatedAt = clock.GetUtcNow() }
                : null,
            cancellationToken);
    }
}
