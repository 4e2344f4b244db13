using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>Names and schedules of triggers that come from the settings: <c>%Setting%</c>.</summary>
internal static partial class SettingReferences
{
    /// <summary>The text of an attribute with the values of the settings that it names.</summary>
    /// <exception cref="StartException">A setting is missing.</exception>
    public static string Resolve(IConfiguration configuration, FunctionDescriptor function, string text) =>
        Reference().Replace(text, match =>
        {
            var setting = match.Groups[1].Value;
            var value = configuration[setting.Replace("__", ":", StringComparison.Ordinal)];
            return string.IsNullOrEmpty(value)
                ? throw new StartException($"Function '{function.Name}' takes '{text}' from the setting '{setting}', which is missing.")
                : value;
        });

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
