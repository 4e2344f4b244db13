using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Settings;

/// <summary>Turns a start that a setting stopped into sentences and exit code 1, whichever host runs the registry.</summary>
internal static partial class SettingFailures
{
    /// <summary>From here on, such a failure ends the process with what a person can mend. Any other is a defect and keeps its stack trace.</summary>
    public static void EndTheProcessWithASentence()
    {
        AppDomain.CurrentDomain.UnhandledException -= End;
        AppDomain.CurrentDomain.UnhandledException += End;
    }

    /// <summary>What to tell the person: a sentence for each setting, with the variable's name where the setting comes from the environment.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="isVariable">Whether the environment has a variable of this name.</param>
    public static string Sentences(OptionsValidationException exception, Func<string, bool> isVariable) =>
        string.Join(Environment.NewLine, exception.Failures.Select(failure => WithVariable(failure, isVariable)));

    private static string WithVariable(string failure, Func<string, bool> isVariable)
    {
        var variables = SettingName().Matches(failure)
            .Select(match => match.Value.Replace(":", "__", StringComparison.Ordinal))
            .Where(isVariable)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var sentence = failure.EndsWith('.') || failure.EndsWith('?') ? failure : $"{failure}.";
        return variables.Count == 0 ? sentence : $"{sentence} In the environment it is {string.Join(", ", variables)}.";
    }

    private static void End(object sender, UnhandledExceptionEventArgs failure)
    {
        if (Find(failure.ExceptionObject as Exception) is { } exception)
        {
            Console.Error.WriteLine(Sentences(exception, name => Environment.GetEnvironmentVariable(name) is not null));
            Environment.Exit(1);
        }
    }

    private static OptionsValidationException? Find(Exception? exception) => exception switch
    {
        OptionsValidationException validation => validation,
        AggregateException { InnerExceptions: [var only] } => Find(only),
        _ => null,
    };

    [GeneratedRegex(@"\b[A-Za-z]\w*(?::\w+)+", RegexOptions.CultureInvariant)]
    private static partial Regex SettingName();
}
