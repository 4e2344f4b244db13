using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Tests.Placards;

/// <summary>Programs and placards for tests: the shipped sample, with other settings laid over it.</summary>
internal static class SamplePlacards
{
    public const string SiteUrl = "https://cameras.example.org";

    public static PlacardContent Content { get; } = new(Code("7K3M-9QX2-TB4D"), new DateOnly(2027, 11, 30));

    public static PlacardCode Code(string text) => PlacardCode.TryParse(text, out var code) ? code : throw new ArgumentException(text);

    /// <summary>The services of a city; each setting is a path below <c>City</c> and its value.</summary>
    public static ServiceProvider City(params (string Path, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"City:{nameof(CityProgram.SiteUrl)}", SiteUrl)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"City:{setting.Path}", (string?)setting.Value)))
            .AddCitySample()
            .Build();
        return new ServiceCollection().AddCityProgram(configuration).AddSingleton<PlacardRenderer>().BuildServiceProvider();
    }

    public static CityProgram Program(this IServiceProvider city) => city.GetRequiredService<IOptions<CityProgram>>().Value;

    public static RenderedPlacard Render(params (string Path, string Value)[] settings)
    {
        using var city = City(settings);
        return city.GetRequiredService<PlacardRenderer>().Render(Content);
    }
}
