using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Operations;

/// <summary>
/// Copies a registry from one storage account to another: a backup, its way back, or a move. Everything in the account is copied but
/// what the Functions host keeps there for itself. What is sealed stays sealed, so no key is needed.
/// </summary>
internal sealed class CopyStorage(IConfiguration configuration) : IOperation
{
    private const int Found = 1;

    /// <summary>Where the templates have the deployed package; the portal calls it app-package-….</summary>
    private const string Packages = "packages";

    /// <inheritdoc/>
    public static string Name => "copy-storage";

    /// <inheritdoc/>
    public static string Usage => "--from SETTING --to SETTING [--queues] [--resume]";

    /// <inheritdoc/>
    public static string Summary =>
        "Copies tables and containers, and queues if asked, from one storage account to an empty one. SETTING names an environment variable "
        + "that holds a connection string, or is in front of __accountName and its like.";

    /// <inheritdoc/>
    public static IServiceCollection AddServices(IServiceCollection services, IConfiguration configuration) => services;

    /// <inheritdoc/>
    public async Task<int> RunAsync(OperationArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var withQueues = arguments.TakeFlag("queues");
        var resume = arguments.TakeFlag("resume");
        var from = Account(arguments, "from");
        var to = Account(arguments, "to");
        arguments.End($"{Name} {Usage}");
        if (from.Tables.Uri == to.Tables.Uri || from.Blobs.Uri == to.Blobs.Uri)
        {
            throw new OperationRefusedException("--from and --to name the same storage account.");
        }

        // The newest line of the audit log is noted in a table: taken before the log, it is never ahead of it.
        var progress = TextWriter.Synchronized(output);
        var tables = new TableCopy(from.Tables, to.Tables, progress);
        var containers = new ContainerCopy(from.Blobs, to.Blobs, progress);
        var queues = withQueues ? new QueueCopy(from.Queues, to.Queues, progress) : null;
        if (!resume)
        {
            await RefuseUnlessEmptyAsync(tables, containers, queues, cancellationToken);
        }

        await tables.CopyAsync(cancellationToken);
        await containers.CopyAsync(cancellationToken);
        await (queues?.CopyAsync(cancellationToken) ?? Task.CompletedTask);

        List<string> differences = [.. await tables.CompareAsync(cancellationToken), .. await containers.CompareAsync(cancellationToken)];
        foreach (var difference in differences)
        {
            await output.WriteLineAsync(difference);
        }

        await output.WriteLineAsync(differences.Count == 0
            ? "The copy is complete."
            : "The copy differs: if the registry was at work meanwhile, stop it and run this again with --resume.");
        return differences.Count == 0 ? 0 : Found;
    }

    /// <summary>Whether the Functions host keeps the table, container or queue for itself; another host makes its own.</summary>
    internal static bool IsOfTheHost(string name) =>
        name.StartsWith('$')
        || name.StartsWith("azure-webjobs-", StringComparison.Ordinal)
        || name == Packages
        || name.StartsWith("app-package", StringComparison.Ordinal)
        || name.StartsWith("AzureFunctions", StringComparison.OrdinalIgnoreCase);

    /// <summary>A number as progress shows it, such as 12,345.</summary>
    internal static string Shown(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static async Task RefuseUnlessEmptyAsync(
        TableCopy tables, ContainerCopy containers, QueueCopy? queues, CancellationToken cancellationToken)
    {
        var holder = await tables.FindInTargetAsync(cancellationToken)
            ?? await containers.FindInTargetAsync(cancellationToken)
            ?? (queues is null ? null : await queues.FindInTargetAsync(cancellationToken));
        if (holder is not null)
        {
            throw new OperationRefusedException(
                $"The target is not empty: {holder} holds something. To finish a copy that was cut off, add --resume, which overwrites what is there.");
        }
    }

    private (TableServiceClient Tables, BlobServiceClient Blobs, QueueServiceClient Queues) Account(OperationArguments arguments, string option)
    {
        var setting = arguments.TakeValue(option) ?? throw new OperationRefusedException($"{Name} needs --{option} with the name of a setting: the command is {Name} {Usage}.");
        if (!setting.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or ':' or '-' or '.'))
        {
            throw new OperationRefusedException(
                $"--{option} takes the name of a setting: a connection string on the command line could be read in the list of processes.");
        }

        var connection = StorageConnection.Read(configuration, setting.Replace("__", ":", StringComparison.Ordinal));
        return (
            connection.Connect(new TableClientOptions()),
            connection.Connect(new BlobClientOptions()),
            connection.Connect(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }));
    }
}
