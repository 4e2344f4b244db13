using ServerlessRegistry.Registrations;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Placards;

/// <summary>Draws placards and makes their registrations active.</summary>
public sealed class PlacardIssue(
    RegistrationStore registrations,
    PlacardStore placards,
    PlacardRequests requests,
    PlacardRenderer renderer,
    RegistryTraces traces,
    RegistryMetrics metrics,
    TimeProvider clock)
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
                ? (await ActivateAsync(registration, registration, cancellationToken)).Registration
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
        using var span = traces.Start("issue placard");
        await placards.SaveAsync(registration.Id, drawn.PlacardRevision, registration.PlacardCode, Render(registration), cancellationToken);
        var (active, isIssued) = await ActivateAsync(registration, drawn, cancellationToken);
        span.EndAs(isIssued ? "issued" : "superseded");
        if (isIssued)
        {
            Count(registration, active!);
        }

        return active;
    }

    private RenderedPlacard Render(Registration registration)
    {
        using var span = traces.Start("render placard");
        return renderer.Render(new PlacardContent(registration.PlacardCode, registration.LastDay));
    }

    /// <summary>A placard that is only drawn anew, for another year, is no step of the pipeline.</summary>
    private void Count(Registration located, Registration active)
    {
        metrics.IssuedPlacard();
        if (located.Status == RegistrationStatus.Located)
        {
            metrics.Stepped("placard", TelemetryName.Of(active.Status), active.UpdatedAt - located.UpdatedAt);
        }
    }

    /// <summary>What was drawn counts unless another drawing was finished first.</summary>
    private async Task<(Registration? Registration, bool IsDone)> ActivateAsync(Registration read, Registration drawn, CancellationToken cancellationToken)
    {
        var isDone = false;
        var registration = await registrations.UpdateAsync(
            read,
            current =>
            {
                isDone = current.WantsPlacard && current.PlacardRevision == read.PlacardRevision;
                return isDone ? Active(current, drawn) : null;
            },
            cancellationToken);
        return (registration, isDone && registration is not null);
    }

    private Registration Active(Registration current, Registration drawn) => current with
    {
        Status = RegistrationStatus.Active,
        PlacardRevision = drawn.PlacardRevision,
        PlacardValidThrough = drawn.PlacardValidThrough,
        UpdatedAt = clock.GetUtcNow(),
    };
}
