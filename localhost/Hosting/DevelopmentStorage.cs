using Microsoft.Extensions.Hosting;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>
/// Where the settings say development storage: uses the Azurite that answers, or starts one and stops it at the end. It
/// is the first service to start and the last to stop, since everything else needs the storage.
/// </summary>
/// <param name="options">The Azurite that the settings mean; <see langword="null"/> where they name another account.</param>
/// <param name="description">Told where the data is.</param>
internal sealed class DevelopmentStorage(AzuriteOptions? options, StorageDescription description) : IHostedService, IAsyncDisposable
{
    private AzuriteProcess? _azurite;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options is null)
        {
            description.Text = "the account of AzureWebJobsStorage";
            return;
        }

        _azurite = await AzuriteProcess.FindOrStartAsync(options, cancellationToken);
        description.Text = _azurite switch
        {
            null => "the Azurite that was running already",
            { WasTakenOver: true } => $"Azurite, left by an earlier run, data in {options.Location}",
            _ => $"Azurite, data in {options.Location}",
        };
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _azurite, null) is { } azurite)
        {
            await azurite.DisposeAsync();
        }
    }
}

/// <summary>What the start message says of the storage.</summary>
internal sealed class StorageDescription
{
    /// <summary>A few words.</summary>
    public string Text { get; set; } = "";
}
