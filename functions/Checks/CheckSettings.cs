namespace ServerlessRegistry.Checks;

/// <summary>How strict a check is.</summary>
/// <param name="Grace">For how long after a change something counts as in progress.</param>
/// <param name="Settled">Whether nothing at all may be in progress.</param>
/// <param name="Pause">How long a breach must last: it is looked for again after this, so that a change that is just being made is none.</param>
internal sealed record CheckSettings(TimeSpan Grace, bool Settled, TimeSpan Pause);
