using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Upkeep;

/// <summary>Something that is to be done with the registrations of a kind.</summary>
/// <param name="Name">What is done, in a few words for the log.</param>
/// <param name="Filter">Which registrations it may concern: one of <see cref="RegistrationFilters"/>.</param>
/// <param name="DoAsync">Looks at one of them and does what is due. Returns whether there was anything; doing it again finds nothing.</param>
internal sealed record Chore(string Name, string Filter, Func<RegistrationId, CancellationToken, Task<bool>> DoAsync);
