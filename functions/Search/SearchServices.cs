using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Search;

/// <summary>Registers the map of cameras and its search.</summary>
internal static class SearchServices
{
    /// <exception cref="OptionsValidationException">The setting <c>Search:ContinuationKey</c> is wrong.</exception>
    public static IServiceCollection AddSearch(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(ContinuationSeal.Read(configuration))
        .AddSingleton<SearchRequestReader>()
        .AddSingleton<CameraMap>()
        .AddSingleton<CameraSearch>();
}
