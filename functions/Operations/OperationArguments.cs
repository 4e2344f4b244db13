using System.Globalization;

namespace ServerlessRegistry.Operations;

/// <summary>
/// What stands after the name of an operation: words, <c>--name value</c> or <c>--name=value</c>, and flags. The operation takes what
/// it knows, options before words, and then ends the list, so that nothing is passed over in silence. Options with a colon, such as
/// <c>--Azurite:BlobPort 11000</c>, are settings and not meant for the operation.
/// </summary>
internal sealed class OperationArguments
{
    private const string OptionMark = "--";
    private readonly List<string> _left = [];

    /// <param name="arguments">The command line after the operation's name.</param>
    public OperationArguments(IEnumerable<string> arguments)
    {
        var isValueOfSetting = false;
        foreach (var argument in arguments)
        {
            var isOption = IsOption(argument);
            var isSetting = isOption && argument.Split('=')[0].Contains(':', StringComparison.Ordinal);
            if (!isSetting && (isOption || !isValueOfSetting))
            {
                _left.Add(argument);
            }

            isValueOfSetting = isSetting && !argument.Contains('=', StringComparison.Ordinal);
        }
    }

    /// <summary>Whether a flag such as <c>--resume</c> stands there.</summary>
    public bool TakeFlag(string name) => _left.Remove(OptionMark + name);

    /// <summary>The value of an option; <see langword="null"/> where it is not there.</summary>
    /// <exception cref="OperationRefusedException">It has no value.</exception>
    public string? TakeValue(string name)
    {
        var option = OptionMark + name;
        var index = _left.FindIndex(argument => argument == option || argument.StartsWith(option + '=', StringComparison.Ordinal));
        if (index < 0)
        {
            return null;
        }

        var argument = _left[index];
        _left.RemoveAt(index);
        if (argument != option)
        {
            return argument[(option.Length + 1)..] is { Length: > 0 } written ? written : throw NoValue(option);
        }

        if (index == _left.Count || IsOption(_left[index]))
        {
            throw NoValue(option);
        }

        var value = _left[index];
        _left.RemoveAt(index);
        return value;
    }

    /// <summary>The whole number of an option; <see langword="null"/> where it is not there.</summary>
    /// <exception cref="OperationRefusedException">It is no whole number above 0.</exception>
    public int? TakeNumber(string name)
    {
        if (TakeValue(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new OperationRefusedException($"{OptionMark}{name} must be a whole number above 0.");
    }

    /// <summary>The next word; <see langword="null"/> where there is none.</summary>
    public string? TakeWord()
    {
        var index = _left.FindIndex(argument => !IsOption(argument));
        if (index < 0)
        {
            return null;
        }

        var word = _left[index];
        _left.RemoveAt(index);
        return word;
    }

    /// <summary>Says that everything has been taken.</summary>
    /// <param name="syntax">How the operation is called.</param>
    /// <exception cref="OperationRefusedException">Something is left that the operation does not know.</exception>
    public void End(string syntax)
    {
        if (_left is [var first, ..])
        {
            throw new OperationRefusedException($"'{first.Split('=')[0]}' is not understood: the command is {syntax}.");
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith(OptionMark, StringComparison.Ordinal);

    private static OperationRefusedException NoValue(string option) => new($"{option} needs a value.");
}
