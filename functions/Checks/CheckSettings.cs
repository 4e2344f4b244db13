namespace ServerlessRegistry.Checks;

/// <summary>How strict a check is.</summary>
/// <param name="Grace">For how long after a change what is amiss may be a step of it: it must still be amiss then to be a breach.</param>
/// <param name="Settled">Whether nothing at all may be in progress.</param>
/// <param name="Pause">How long a breach must last: it is looked for again after this, so that a change that is just being made is none.</param>
internal sealed record CheckSettings(TimeSpan Grace, bool Settled, TimeSpan Pause)
{
    /// <summary>Whether what is amiss may be a step of a change.</summary>
    /// <param name="changed">When the change was; <see langword="null"/> for none.</param>
    /// <param name="now">The moment.</param>
    public bool IsRecent(DateTimeOffset? changed, DateTimeOffset now) => !Settled && changed > now - Grace;
}
