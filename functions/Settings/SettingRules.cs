using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Access;

namespace ServerlessRegistry.Settings;

/// <summary>
/// Refuses settings that nobody reads and that somebody surely meant for the registry, since a misspelt one would be passed over in
/// silence: any unknown name below a section of the registry's, and names near one of its own. What else stands in the environment
/// is left alone.
/// </summary>
internal static class SettingRules
{
    private const string UnresolvedReference = "@Microsoft.KeyVault(";
    private const string Logging = "Logging";
    private const int ShortestToMisspell = 5;
    private const int LongName = 10;

    /// <summary>Checks the names, and that references to a key vault were followed.</summary>
    /// <exception cref="OptionsValidationException">One is wrong; the message says which and shows no value.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var top in configuration.GetChildren())
        {
            var isSection = RegistrySettings.Sections.Contains(top.Key, StringComparer.OrdinalIgnoreCase);
            foreach (var setting in WithValue(top))
            {
                if (isSection && setting.Path != top.Path && !RegistrySettings.IsKnown(setting.Path))
                {
                    throw Unknown(setting.Path);
                }

                if (RegistrySettings.IsKnown(setting.Path) && setting.Value!.TrimStart().StartsWith(UnresolvedReference, StringComparison.OrdinalIgnoreCase))
                {
                    throw Invalid($"{setting.Path} is a Key Vault reference that was not resolved: check the reference, and that the app's identity may read what it names.");
                }
            }

            if (top.Key.Equals(Logging, StringComparison.OrdinalIgnoreCase))
            {
                CheckLevels(top);
            }

            if (!isSection && !RegistrySettings.IsKnown(top.Key) && MeantBy(top) is { } meant)
            {
                throw Invalid($"{top.Key} is no setting of the registry: {meant}");
            }
        }
    }

    /// <summary>
    /// Refuses variables whose names differ in letter case only: which of them counts would be chance.
    /// </summary>
    /// <param name="environment">The names and values of the environment.</param>
    /// <exception cref="OptionsValidationException">There are two for one setting.</exception>
    public static void CheckEnvironment(IDictionary environment)
    {
        var names = environment.Keys.Cast<string>().Where(name => RegistrySettings.IsKnown(name.Replace("__", ":", StringComparison.Ordinal)));
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw Invalid($"The environment has {string.Join(" and ", twice.Order(StringComparer.Ordinal))}, which are one setting: keep one of them.");
        }
    }

    /// <summary>The logging of .NET itself would end the process with a stack trace.</summary>
    private static void CheckLevels(IConfigurationSection logging)
    {
        var levels = WithValue(logging).Where(setting => setting.Path.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase));
        if (levels.FirstOrDefault(setting => !Enum.TryParse<LogLevel>(setting.Value, ignoreCase: true, out _)) is { } wrong)
        {
            throw Invalid($"{wrong.Path} must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }
    }

    private static IEnumerable<IConfigurationSection> WithValue(IConfigurationSection section) =>
        section.GetChildren().SelectMany(WithValue).Concat(string.IsNullOrWhiteSpace(section.Value) ? [] : [section]);

    private static OptionsValidationException Unknown(string name)
    {
        var near = RegistrySettings.Names.Where(known => !known.Contains('{', StringComparison.Ordinal)).MinBy(known => Distance(known, name));
        return Distance(near!, name) <= 3
            ? Invalid($"{name} is no setting of the registry: did you mean {near}?")
            : Invalid($"{name} is no setting of the registry: docs/operations.md lists those below {name.Split(':')[0]}.");
    }

    /// <summary>What a name at the top is likely meant to be; <see langword="null"/> for a name that is somebody else's.</summary>
    private static string? MeantBy(IConfigurationSection top)
    {
        if (WithOneSeparator(top) is { } joined)
        {
            return $"did you mean {joined}? The environment joins the parts of a name with two underscores.";
        }

        var candidates = WithValue(top).Any(setting => setting.Path != top.Path)
            ? RegistrySettings.Sections.Append(BearerSettings.Root)
            : RegistrySettings.Names.Where(name => name.Length >= ShortestToMisspell && !name.Contains(':', StringComparison.Ordinal));
        return candidates.FirstOrDefault(name => Distance(name, top.Key) is > 0 and var distance && distance <= (name.Length >= LongName ? 2 : 1)) is { } near
            && WithValue(top).Any()
            ? $"did you mean {near}?"
            : null;
    }

    /// <summary>A name of ours in its own letter case, with one underscore or a dot where two underscores belong.</summary>
    private static string? WithOneSeparator(IConfigurationSection top) => string.IsNullOrWhiteSpace(top.Value)
        ? null
        : RegistrySettings.Names
            .Where(name => name.Contains(':', StringComparison.Ordinal))
            .FirstOrDefault(name => top.Key == name.Replace(':', '_') || top.Key == name.Replace(':', '.'))
            ?.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>How many letters have to be put in, left out, changed or swapped with the next one to make one name of the other.</summary>
    private static int Distance(string left, string right)
    {
        var (from, to) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                costs[row, column] = (row, column) switch
                {
                    (0, _) => column,
                    (_, 0) => row,
                    _ => Cost(costs, from, to, row, column),
                };
            }
        }

        return costs[from.Length, to.Length];
    }

    private static int Cost(int[,] costs, string from, string to, int row, int column)
    {
        var change = costs[row - 1, column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
        var least = Math.Min(change, 1 + Math.Min(costs[row - 1, column], costs[row, column - 1]));
        var isSwapped = row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1];
        return isSwapped ? Math.Min(least, 1 + costs[row - 2, column - 2]) : least;
    }

    private static OptionsValidationException Invalid(string sentence) => new(nameof(RegistrySettings), typeof(RegistrySettings), [sentence]);
}
