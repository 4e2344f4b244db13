using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessRegistry.Access;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Beats;
using ServerlessRegistry.City;
using ServerlessRegistry.Demo;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Health;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Review;
using ServerlessRegistry.Search;
using ServerlessRegistry.Settings;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry;

/// <summary>Everything that the functions ask for in their constructors.</summary>
internal static class RegistryServices
{
    /// <summary>Adds the registry, as the settings say.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    public static IServiceCollection AddRegistry(this IServiceCollection services, IConfiguration configuration)
    {
        SettingRules.Check(configuration);
        SettingRules.CheckEnvironment(Environment.GetEnvironmentVariables());
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddStorage(configuration)
            .AddEncryption(configuration)
            .AddCityProgram(configuration)
            .AddGeocoder(configuration)
            .AddAccess(configuration)
            .AddAudit()
            .AddMail(configuration)
            .AddTelemetry(configuration)
            .AddSingleton<StorageHealth>()
            .AddSingleton<MeasuredGeocoder>()
            .AddSingleton(new RequestLimits())
            .AddSingleton<TimelyAnswers>()
            .AddSingleton<RegistrationRows>()
            .AddSingleton<RegistrationStore>()
            .AddSingleton<OwnerIndex>()
            .AddSingleton<IdempotencyKeyStore>()
            .AddSingleton<RegistrationDesk>()
            .AddSingleton<RegistrationConfirmation>()
            .AddSingleton<RegistrationChange>()
            .AddSingleton<RegistrationRenewal>()
            .AddSingleton<RegistrationEnd>()
            .AddSingleton<NextSteps>()
            .AddSingleton<ChoreRunner>()
            .AddSingleton<OwnerLetters>()
            .AddSingleton<OwnerResults>()
            .AddSingleton<DisclosureList>()
            .AddSingleton(DisclosureOptions.From(configuration))
            .AddSingleton<RegistrationReview>()
            .AddSingleton<ReviewList>()
            .AddSingleton<RegistrationPlacement>()
            .AddSingleton<OwnerAccess>()
            .AddSingleton<GeocodeRequests>()
            .AddSingleton<PlacardRequests>()
            .AddSingleton<PlacardStore>()
            .AddSingleton<PlacardRenderer>()
            .AddSingleton<PlacardIssue>()
            .AddBeats(configuration)
            .AddSearch(configuration)
            .AddDemo(configuration);
    }
}
