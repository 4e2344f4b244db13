namespace ServerlessRegistry.Checks;

/// <summary>An invariant of a single registration.</summary>
internal interface IRegistrationCheck
{
    /// <summary>Whether it holds also while a change of the registration is on its way.</summary>
    bool HoldsAlways { get; }

    /// <summary>Looks at a registration.</summary>
    Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken);
}
