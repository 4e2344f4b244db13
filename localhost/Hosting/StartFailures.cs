using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Turns a start that failed for a reason a person can mend into one sentence and exit code 1.</summary>
internal static class StartFailures
{
    /// <summary>
    /// From here on, such a failure ends the process with its sentence. Any other exception is a defect and keeps its
    /// stack trace.
    /// </summary>
    public static void EndTheProcessWithASentence()
    {
        AppDomain.CurrentDomain.UnhandledException -= End;
        AppDomain.CurrentDomain.UnhandledException += End;
    }

    /// <summary>What to tell the person; <see langword="null"/> where the exception is a defect.</summary>
    internal static string? Sentence(Exception exception) => exception switch
    {
        StartException => exception.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        IOException { InnerException: AddressInUseException } => PortInUse(exception.Message),
        IOException { InnerException: AggregateException { InnerExceptions: [SocketException refused, ..] } } => Sentence(refused),
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            $"The host cannot listen there ({exception.Message.TrimEnd('.')}): choose another address with --urls http://localhost:7072.",
        InvalidOperationException when exception.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
            "There is no certificate for https: run 'dotnet dev-certs https', or choose an address with --urls http://localhost:7072.",
        AggregateException { InnerExceptions: [var only] } => Sentence(only),
        _ => null,
    };

    private static void End(object sender, UnhandledExceptionEventArgs failure)
    {
        if (failure.ExceptionObject is Exception exception && Sentence(exception) is { } sentence)
        {
            Console.Error.WriteLine(sentence);
            Environment.Exit(1);
        }
    }

    /// <param name="message">Kestrel's message: "Failed to bind to address http://127.0.0.1:7071: address already in use."</param>
    private static string PortInUse(string message)
    {
        var address = message.Split(' ').FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal))?.TrimEnd(':', '.');
        var port = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port.ToString(CultureInfo.InvariantCulture) : "of the host";
        return $"Port {port} is in use: stop the program that uses it, or choose another with --urls http://localhost:7072.";
    }
}
