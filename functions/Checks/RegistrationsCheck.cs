using System.Runtime.CompilerServices;

namespace ServerlessRegistry.Checks;

/// <summary>Walks through the registrations and holds each to every invariant of a registration.</summary>
internal sealed class RegistrationsCheck(StoredRegistrations registrations, IEnumerable<IRegistrationCheck> checks, TimeProvider clock) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "registrations";

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, rows) in registrations.PartitionsAsync(cancellationToken))
        {
            yield return new CheckItem(id, async (again, stop) =>
            {
                var current = again ? (await registrations.FindAsync(id, stop))?.Rows : rows;
                return current is null ? Verdict.Sound : await LookAsync(await registrations.ReadWithMapAsync(id, current, stop), settings, stop);
            });
        }
    }

    private async Task<Verdict> LookAsync(StoredRegistration stored, CheckSettings settings, CancellationToken cancellationToken)
    {
        var breaches = new List<Breach>();
        foreach (var check in checks.Where(check => stored.Change is null || check.HoldsAlways))
        {
            breaches.AddRange(await check.FindAsync(stored, cancellationToken));
        }

        return new Verdict(breaches, stored.WorkDue, settings.IsRecent(stored.Registration?.UpdatedAt, clock.GetUtcNow()));
    }
}
