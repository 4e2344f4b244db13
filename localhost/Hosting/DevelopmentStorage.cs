using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>
/// Where the settings say development storage: uses the Azurite that answers, or starts one and stops it at the end. It
/// is the first service to start and the last to stop, since everything else needs the storage.
/// </summary>
internal sealed class DevelopmentStorage(IConfiguration configuration, AppFolder folder, StorageDescription description) : IHostedService, IAsyncDisposable
{
    private AzuriteProcess? _azurite;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsDevelopmentStorage(configuration["AzureWebJobsStorage"]))
        {
            description.Text = "the account of AzureWebJobsStorage";
            return;
        }

        var options = new AzuriteOptions { NodeModules = folder.NodeModules, Location = folder.Azurite };
        if (await AzuriteProcess.AnswersAsync(options, cancellationToken))
        {
            _azurite = AzuriteProcess.TakeOver(options);
            description.Text = _azurite is null
                ? "the Azurite that was running already"
                : $"Azurite, left by an earlier run, data in {folder.Azurite}";
            return;
        }

        _azurite = await AzuriteProcess.StartAsync(options, cancellationToken);
        description.Text = $"Azurite, data in {folder.Azurite}";
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _azurite, null) is { } azurite)
        {
            await azurite.DisposeAsync();
        }
    }

    private static bool IsDevelopmentStorage(string? setting) =>
        string.Equals(setting?.Trim().TrimEnd(';'), "UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the start message says of the storage.</summary>
internal sealed class StorageDescription
{
    /// <summary>A few words.</summary>
    public string Text { get; set; } = "";
}
