using System.Globalization;
using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary><c>AzureWebJobsStorage</c>: the storage account of the app, or the development storage of this machine.</summary>
internal static class StorageSetting
{
    private const string Name = "AzureWebJobsStorage";
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    /// <summary>
    /// The Azurite that the settings mean, and <c>AzureWebJobsStorage</c> set so that every client finds it;
    /// <see langword="null"/> where they name another account. Its ports are <c>Azurite:BlobPort</c>, <c>Azurite:QueuePort</c>
    /// and <c>Azurite:TablePort</c>.
    /// </summary>
    /// <exception cref="StartException">A port is none.</exception>
    public static AzuriteOptions? Resolve(IConfiguration configuration, AppFolder folder)
    {
        var setting = configuration.GetSection(Name);
        if (NamesAnAccount(setting))
        {
            return null;
        }

        var defaults = new AzuriteOptions { NodeModules = folder.NodeModules, Location = folder.Azurite };
        var options = defaults with
        {
            BlobPort = Port(configuration, nameof(AzuriteOptions.BlobPort), defaults.BlobPort),
            QueuePort = Port(configuration, nameof(AzuriteOptions.QueuePort), defaults.QueuePort),
            TablePort = Port(configuration, nameof(AzuriteOptions.TablePort), defaults.TablePort),
        };
        if (options.Ports.DistinctBy(port => port.Port).Count() < options.Ports.Count)
        {
            throw new StartException("Azurite:BlobPort, Azurite:QueuePort and Azurite:TablePort must be three ports: two of them are the same.");
        }

        if (options.Ports.SequenceEqual(defaults.Ports))
        {
            setting.Value = DevelopmentStorage;
            return defaults;
        }

        setting.Value = options.ConnectionString;
        return options with { Location = folder.AzuriteOn(options.BlobPort) };
    }

    private static bool NamesAnAccount(IConfigurationSection setting) =>
        setting.GetChildren().Any(part => !string.IsNullOrEmpty(part.Value))
        || (!string.IsNullOrWhiteSpace(setting.Value)
            && !string.Equals(setting.Value.Trim().TrimEnd(';'), DevelopmentStorage, StringComparison.OrdinalIgnoreCase));

    private static int Port(IConfiguration configuration, string name, int otherwise)
    {
        var value = configuration[$"Azurite:{name}"];
        if (string.IsNullOrEmpty(value))
        {
            return otherwise;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : throw new StartException($"Azurite:{name} is '{value}': a port is a number from 1 to 65535.");
    }
}
