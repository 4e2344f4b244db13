using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Turns a start that failed for a reason a person can mend into one sentence and exit code 1.</summary>
internal static class StartFailures
{
    private static int _watching;

    /// <summary>
    /// From here on, such a failure ends the process with its sentence. Any other exception is a defect and keeps its
    /// stack trace.
    /// </summary>
    public static void EndTheProcessWithASentence()
    {
        if (Interlocked.Exchange(ref _watching, 1) == 1)
        {
            return;
        }

        AppDomain.CurrentDomain.UnhandledException += (_, failure) =>
        {
            if (failure.ExceptionObject is Exception exception && Sentence(exception) is { } sentence)
            {
                Console.Error.WriteLine(sentence);
                Environment.Exit(1);
            }
        };
    }

    /// <summary>What to tell the person; <see langword="null"/> where the exception is a defect.</summary>
    internal static string? Sentence(Exception exception) => exception switch
    {
        StartException => exception.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        IOException { InnerException: AddressInUseException } => PortInUse(exception.Message),
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            $"The host cannot listen: {exception.Message}. Choose another address with --urls http://localhost:7072.",
        FormatException when exception.Message.StartsWith("Invalid url", StringComparison.OrdinalIgnoreCase) =>
            $"{exception.Message} An address of the host looks like http://localhost:7072.",
        AggregateException { InnerExceptions: [var only] } => Sentence(only),
        _ => null,
    };

    /// <param name="message">Kestrel's message: "Failed to bind to address http://127.0.0.1:7071: address already in use."</param>
    private static string PortInUse(string message)
    {
        var address = message.Split(' ').FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal))?.TrimEnd(':', '.');
        var port = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port.ToString(CultureInfo.InvariantCulture) : "of the host";
        return $"Port {port} is in use: stop the program that uses it, or choose another with --urls http://localhost:7072.";
    }
}
