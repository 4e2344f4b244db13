using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>Whatever was accepted comes to an end: nothing is on its way for longer than all attempts and the timer take.</summary>
internal sealed class StalledCheck(TimeProvider clock) : IRegistrationCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    public bool HoldsAlways => true;

    /// <inheritdoc/>
    public Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<Breach>>(stored.Registration is { } registration && IsStalled(registration)
            ? [new Breach(
                "stalled", stored.Id, "It is on its way for more than two hours.",
                "Look why the timer ResumeStalledRegistrations or the function it asks for does not run; run the timer by hand.")]
            : []);

    private bool IsStalled(Registration registration) =>
        registration.UpdatedAt < clock.GetUtcNow() - Longest
        && (registration is { Status: RegistrationStatus.Received, AwaitsConfirmation: false } or { Status: RegistrationStatus.Withdrawn } or { LeftPoint: not null }
            || registration.WantsPlacard);
}
