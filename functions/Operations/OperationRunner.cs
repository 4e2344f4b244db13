using System.Runtime.InteropServices;
using Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Operations;

/// <summary>Runs the operation that the command line names, in services of its own: no host is built, so nothing else can start.</summary>
internal static class OperationRunner
{
    private const string Help = "help";
    private const int Done = 0;
    private const int Refused = 1;

    /// <summary>Whether the command line names an operation: its first word is no option. The Functions host passes options only.</summary>
    public static bool IsAskedFor(IReadOnlyList<string> commandLine) =>
        commandLine is [var first, ..] && (first is "--help" or "-h" || !first.StartsWith('-'));

    /// <summary>Runs it until it ends or the operator stops it.</summary>
    /// <param name="commandLine">The whole command line.</param>
    /// <param name="configuration">The registry's settings.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> commandLine, IConfiguration configuration)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(commandLine, configuration, Console.Out, Console.Error, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs it with other ends than those of the process.</summary>
    /// <param name="commandLine">The whole command line.</param>
    /// <param name="configuration">The registry's settings.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="errors">Where the sentence of a refusal goes.</param>
    /// <param name="cancellationToken">Stops the operation.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> commandLine, IConfiguration configuration, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (commandLine[0] is Help or "--help" or "-h")
        {
            return await ExplainAsync(commandLine.ElementAtOrDefault(1), output, errors);
        }

        if (Find(commandLine[0]) is not { } operation)
        {
            return await RefuseAsync(Unknown(commandLine[0]), errors);
        }

        try
        {
            await using var services = operation.AddServices(Basics(configuration), configuration).BuildServiceProvider();
            return await operation.RunAsync(services, new OperationArguments(commandLine.Skip(1)), output, cancellationToken);
        }
        catch (OperationRefusedException exception)
        {
            return await RefuseAsync(exception.Message, errors);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await RefuseAsync($"{operation.Name} was stopped before its end.", errors);
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            return await RefuseAsync(Sentence(exception), errors);
        }
    }

    private static OperationEntry? Find(string name) => OperationEntry.All.FirstOrDefault(operation => operation.Name == name);

    private static string Unknown(string name) =>
        $"There is no command '{name}': the commands are {string.Join(", ", OperationEntry.All.Select(operation => operation.Name))} and {Help}.";

    private static async Task<int> ExplainAsync(string? name, TextWriter output, TextWriter errors)
    {
        if (name is null)
        {
            await output.WriteLineAsync("dotnet run --project functions -- COMMAND: without a command, the registry starts.");
            foreach (var operation in OperationEntry.All)
            {
                await output.WriteLineAsync($"\n  {operation.Syntax}\n      {operation.Summary}");
            }

            return Done;
        }

        if (Find(name) is not { } asked)
        {
            return await RefuseAsync(Unknown(name), errors);
        }

        await output.WriteLineAsync($"{asked.Syntax}\n{asked.Summary}");
        return Done;
    }

    private static async Task<int> RefuseAsync(string sentence, TextWriter errors)
    {
        await errors.WriteLineAsync(sentence);
        return Refused;
    }

    /// <summary>Warnings go where errors go, so that the output can be read by a program.</summary>
    private static IServiceCollection Basics(IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    private static string Sentence(Exception exception) => exception switch
    {
        RequestFailedException { Status: > 0 } refused =>
            $"The storage refused with {refused.Status} {refused.ErrorCode}: check AzureWebJobsStorage, and that whoever runs this may use the account.",
        _ => "The storage does not answer: check AzureWebJobsStorage; on a machine of your own, start the registry first, which starts its storage.",
    };
}
