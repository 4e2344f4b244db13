using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Checks;

/// <summary>The invariants of the storage.</summary>
internal static class CheckServices
{
    /// <summary>Adds the checks, in the order in which they run.</summary>
    public static IServiceCollection AddChecks(this IServiceCollection services) => services
        .AddSingleton<StoredRegistrations>()
        .AddSingleton<IRegistrationCheck, RowsCheck>()
        .AddSingleton<IRegistrationCheck, SealCheck>()
        .AddSingleton<IRegistrationCheck, ClearDataCheck>()
        .AddSingleton<IRegistrationCheck, TombstoneCheck>()
        .AddSingleton<IRegistrationCheck, StalledCheck>()
        .AddSingleton<IRegistrationCheck, StatusCheck>()
        .AddSingleton<IRegistrationCheck, MapCheck>()
        .AddSingleton<IRegistrationCheck, CurrentPlacardCheck>()
        .AddSingleton<IRegistrationCheck, OwnerClaimCheck>()
        .AddSingleton<IRegistrationCheck, ReviewEntryCheck>()
        .AddSingleton<ICheck, RegistrationsCheck>()
        .AddSingleton<ICheck, MapRowsCheck>()
        .AddSingleton<ICheck, PlacardCodesCheck>()
        .AddSingleton<ICheck, PlacardFilesCheck>()
        .AddSingleton<ICheck, PlacardRequestsCheck>()
        .AddSingleton<ICheck, OwnerClaimsCheck>()
        .AddSingleton<ICheck, IdempotencyKeysCheck>()
        .AddSingleton<ICheck, ReviewRowsCheck>()
        .AddSingleton<ICheck, DisclosureRowsCheck>()
        .AddSingleton<ICheck, MessagesCheck>()
        .AddSingleton<ICheck, OutboxCheck>()
        .AddSingleton<ICheck, AuditChainCheck>()
        .AddSingleton<Checker>();
}
