namespace ServerlessRegistry.Registrations;

/// <summary>An e-mail address that is to replace the owner's once somebody who reads it says so.</summary>
/// <param name="Email">The new address.</param>
/// <param name="AskedAt">When the owner asked for it.</param>
public sealed record EmailChange(string Email, DateTimeOffset AskedAt);
