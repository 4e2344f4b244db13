using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Placards;

/// <summary>Draws placards and makes their registrations active.</summary>
public sealed class PlacardIssue(
    RegistrationStore registrations, PlacardStore placards, PlacardRequests requests, PlacardRenderer renderer, TimeProvider clock)
{
    /// <summary>
    /// Draws the placard of a registration that is on the map, keeps it, and makes the registration active. A placard that says
    /// already what it should is not drawn again. Every step may be repeated; a registration that wants no placard is left alone.
    /// </summary>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none.</returns>
    public async Task<Registration?> IssueAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        // The request's version is read before the registration: a later request is about a later state.
        var version = await requests.VersionAsync(id, cancellationToken);
        var registration = await registrations.FindAsync(id, cancellationToken);
        if (registration is { WantsPlacard: true })
        {
            registration = registration.HasUpToDatePlacard
                ? await ActivateAsync(registration, registration, cancellationToken)
                : await DrawAsync(registration, cancellationToken);
        }

        if (registration is null or { Status: RegistrationStatus.Withdrawn })
        {
            // Its owner took it back, perhaps while it was drawn.
            await placards.DeleteAsync(id, cancellationToken);
        }

        if (version is { } done)
        {
            await requests.CompleteAsync(id, done, cancellationToken);
        }

        return registration;
    }

    private async Task<Registration?> DrawAsync(Registration registration, CancellationToken cancellationToken)
    {
        var drawn = registration with { PlacardRevision = registration.PlacardRevision + 1, PlacardValidThrough = registration.LastDay };
        var placard = renderer.Render(new PlacardContent(registration.PlacardCode, registration.LastDay));
        await placards.SaveAsync(registration.Id, drawn.PlacardRevision, registration.PlacardCode, placard, cancellationToken);
        return await ActivateAsync(registration, drawn, cancellationToken);
    }

    /// <summary>What was drawn counts unless another drawing was finished first.</summary>
    private Task<Registration?> ActivateAsync(Registration read, Registration drawn, CancellationToken cancellationToken) => registrations.UpdateAsync(
        read,
        current => current.WantsPlacard && current.PlacardRevision == read.PlacardRevision
            ? current with
            {
                Status = RegistrationStatus.Active,
                PlacardRevision = drawn.PlacardRevision,
                PlacardValidThrough = drawn.PlacardValidThrough,
                UpdatedAt = clock.GetUtcNow(),
            }
            : null,
        cancellationToken);
}
