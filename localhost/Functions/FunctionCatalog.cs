using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary>The functions of an app, found by their attributes and checked before anything runs.</summary>
internal sealed partial class FunctionCatalog
{
    private static readonly Type[] TriggerTypes =
        [typeof(HttpTriggerAttribute), typeof(QueueTriggerAttribute), typeof(BlobTriggerAttribute), typeof(TimerTriggerAttribute)];

    private FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions)
    {
        Functions = functions;
    }

    /// <summary>All functions, in the order of their names.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>The functions of one trigger, each with its attribute.</summary>
    public IEnumerable<(FunctionDescriptor Function, TTrigger Trigger)> Of<TTrigger>()
        where TTrigger : Attribute =>
        Functions.Where(function => function.Trigger is TTrigger).Select(function => (function, (TTrigger)function.Trigger));

    /// <summary>Finds the functions that the classes declare.</summary>
    /// <param name="classes">Classes of the app; those without functions are passed over.</param>
    /// <exception cref="StartException">A declaration that no host could run; the message names it.</exception>
    public static FunctionCatalog Discover(IEnumerable<Type> classes)
    {
        // The compiler's own classes, for lambdas and asynchronous methods, are half of an assembly and hold no functions.
        var functions = classes
            .Where(type => !type.Name.StartsWith('<'))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(Describe)
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();

        foreach (var (first, second) in functions.Zip(functions.Skip(1)))
        {
            if (string.Equals(first.Name, second.Name, StringComparison.OrdinalIgnoreCase))
            {
                throw new StartException(
                    $"Two functions are named '{first.Name}' ({Place(first.Method)} and {Place(second.Method)}): give each a name of its own.");
            }
        }

        return new FunctionCatalog(functions);
    }

    private static FunctionDescriptor Describe(MethodInfo method)
    {
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        if (!FunctionName().IsMatch(name))
        {
            throw new StartException(
                $"The function name '{name}' ({Place(method)}) is not one: it starts with a letter and has letters, digits, '-' and '_' only.");
        }

        if (!method.IsPublic || method.IsAbstract || method.IsGenericMethodDefinition || !IsPublicClass(method.ReflectedType!))
        {
            throw new StartException($"Function '{name}' ({Place(method)}) must be a public method of a public class.");
        }

        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes().Select(attribute => (parameter, attribute)))
            .Where(pair => TriggerTypes.Contains(pair.attribute.GetType()))
            .ToList();
        if (triggers.Count != 1)
        {
            throw new StartException(triggers.Count == 0
                ? $"Function '{name}' ({Place(method)}) has no trigger: mark one of its parameters with HttpTrigger, QueueTrigger, BlobTrigger or TimerTrigger."
                : $"Function '{name}' ({Place(method)}) has {triggers.Count} triggers: a function has exactly one.");
        }

        var function = new FunctionDescriptor(name, method, triggers[0].parameter.Position, triggers[0].attribute);
        ParameterRules.Check(function);
        return function;
    }

    private static bool IsPublicClass(Type type) => type is { IsVisible: true, IsClass: true, IsGenericTypeDefinition: false } && (!type.IsAbstract || type.IsSealed);

    private static string Place(MethodInfo method) => $"{method.ReflectedType!.Name}.{method.Name}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}\\z")]
    private static partial Regex FunctionName();
}
