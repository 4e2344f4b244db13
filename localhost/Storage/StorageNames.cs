using System.Text.RegularExpressions;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>What Azure Storage accepts as the name of a queue or a container; both have the same rule.</summary>
internal static partial class StorageNames
{
    /// <exception cref="StartException">The name is not one; the message names the function.</exception>
    public static string CheckQueue(FunctionDescriptor function, string name) => Check(function, name, "queue");

    /// <exception cref="StartException">The name is not one; the message names the function.</exception>
    public static string CheckContainer(FunctionDescriptor function, string name) => Check(function, name, "container");

    private static string Check(FunctionDescriptor function, string name, string kind) =>
        Name().IsMatch(name)
            ? name
            : throw new StartException(
                $"Function '{function.Name}' names the {kind} '{name}': a {kind}'s name is 3 to 63 lower-case letters, digits and single hyphens, " +
                "and starts and ends with a letter or digit.");

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Name();
}
