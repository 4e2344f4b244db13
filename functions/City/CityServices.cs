using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.City;

/// <summary>Puts the city's program into the configuration and the services.</summary>
public static class CityServices
{
    /// <summary>
    /// On a development machine, where the settings name no site, it is where the command line has the registry listen, so that the links
    /// of mails and placards lead there. To be called before <see cref="AddCitySample"/>, which goes below it.
    /// </summary>
    public static IConfigurationManager AddSiteOnThisMachine(this IConfigurationManager configuration)
    {
        if (Uri.TryCreate(configuration["urls"]?.Split(';')[0], UriKind.Absolute, out var url) && url is { IsLoopback: true, Port: > 0, AbsolutePath: "/" })
        {
            configuration.Sources.Insert(0, new MemoryConfigurationSource
            {
                InitialData = [new($"{CityProgram.Section}:{nameof(CityProgram.SiteUrl)}", url.GetLeftPart(UriPartial.Authority))],
            });
        }

        return configuration;
    }

    /// <summary>
    /// Adds the shipped sample, <c>city.json</c> beside the assembly, below every source that is already there, so that app
    /// settings and environment variables (<c>City__ProgramName</c>) win over it.
    /// </summary>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    public static IConfigurationBuilder AddCitySample(this IConfigurationBuilder configuration)
    {
        configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            Path = "city.json",
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
        });
        return configuration;
    }

    /// <summary>
    /// Binds <see cref="CityProgram"/> and checks it when the host starts: a setting that is missing or that no placard can
    /// carry stops the start with an <see cref="OptionsValidationException"/> that names it.
    /// </summary>
    public static IServiceCollection AddCityProgram(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<PublicSans>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CityProgram>, CityProgramValidator>());
        services.AddOptions<CityProgram>()
            .Bind(configuration.GetSection(CityProgram.Section))
            .PostConfigure(FallBackOnEnglish);
        return services.AddHostedService<CityCheck>();
    }

    // The binder adds to a list that has a default, so the default comes after it.
    private static void FallBackOnEnglish(CityProgram program)
    {
        if (program.Languages.Count == 0)
        {
            program.Languages = ["en"];
        }
    }
}
