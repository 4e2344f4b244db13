using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Operations;

namespace ServerlessRegistry.Tests.Operations;

/// <summary>Runs operators' commands as Program.cs does, with settings and ends of their own.</summary>
internal static class Commands
{
    /// <summary>Runs one command line, its words apart by spaces, until it ends or the operator stops it.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string commandLine, IReadOnlyDictionary<string, string?> settings, CancellationTokenSource? operatorStops = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, operatorStops?.Token ?? CancellationToken.None);
        var exitCode = await OperationRunner.RunAsync(commandLine.Split(' '), configuration, output, errors, stop.Token);
        return (exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Settings with the account of a registry.</summary>
    public static Dictionary<string, string?> Of(string connectionString) => new() { ["AzureWebJobsStorage"] = connectionString };
}
