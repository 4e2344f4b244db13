using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Beats;

/// <summary>Registers the map of beats.</summary>
internal static class BeatServices
{
    /// <summary>
    /// Adds the <see cref="BeatMap"/>. The host makes <see cref="BeatLoading"/> before it starts anything, and with it the map, so
    /// that a map which cannot be read stops the start.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static IServiceCollection AddBeats(this IServiceCollection services, IConfiguration configuration)
    {
        var options = BeatOptions.Read(configuration);
        return services
            .AddSingleton(provider => Load(options, provider))
            .AddHostedService<BeatLoading>();
    }

    private static BeatMap Load(BeatOptions options, IServiceProvider provider)
    {
        if (options.File is { } file)
        {
            var path = Path.Combine(AppContext.BaseDirectory, file);
            return Read(() => File.ReadAllBytes(path), $"The map of beats, {file} (setting Beats:File),", options.Property);
        }

        if (options.Blob is { } blob)
        {
            var slash = blob.IndexOf('/', StringComparison.Ordinal);
            using var ahead = StorageGate.LetThrough();
            var container = provider.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(blob[..slash]);
            return Read(
                () => container.GetBlobClient(blob[(slash + 1)..]).DownloadContent().Value.Content.ToArray(),
                $"The map of beats, the blob {blob} (setting Beats:Blob),",
                options.Property);
        }

        return new BeatMap([]);
    }

    private static BeatMap Read(Func<byte[]> read, string subject, string property)
    {
        try
        {
            return BeatFile.Read(read(), property);
        }
        catch (FormatException exception)
        {
            throw BeatOptions.Invalid($"{subject} {exception.Message}");
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw BeatOptions.Invalid($"{subject} is not there.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BeatOptions.Invalid($"{subject} is not there.");
        }
        catch (Exception exception) when (StorageFailure.Is(exception) || exception is IOException or UnauthorizedAccessException)
        {
            throw BeatOptions.Invalid($"{subject} cannot be read: {exception.GetType().Name}.");
        }
    }
}
