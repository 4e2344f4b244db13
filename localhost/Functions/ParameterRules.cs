using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost.Blobs;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary>
/// Which parameters and results a function may declare: those that are known to bind alike in the Azure Functions host.
/// Everything else stops the start, so that no function works here and fails there.
/// </summary>
internal static class ParameterRules
{
    /// <exception cref="StartException">A parameter or result that does not bind; the message names it.</exception>
    public static void Check(FunctionDescriptor function)
    {
        CheckTrigger(function);
        CheckResult(function);
        var names = BindingNames(function);
        foreach (var parameter in function.Parameters.Where(parameter => parameter != function.TriggerParameter))
        {
            if (parameter.ParameterType == typeof(CancellationToken) || (names.Contains(parameter.Name!) && IsBindingValue(function, parameter)))
            {
                continue;
            }

            throw new StartException(
                $"Parameter '{parameter.Name}' of function '{function.Name}' has an unknown binding: besides the trigger a function takes " +
                $"a CancellationToken{(names.Count == 0 ? "" : $" and the values {string.Join(", ", names.Order().Select(name => $"'{name}'"))}")}.");
        }
    }

    /// <summary>The route of an HTTP function below the route prefix: its name, where the trigger says none.</summary>
    public static string RouteOf(FunctionDescriptor function, HttpTriggerAttribute trigger) =>
        string.IsNullOrEmpty(trigger.Route) ? function.Name : trigger.Route.Trim('/');

    private static void CheckTrigger(FunctionDescriptor function)
    {
        var type = function.TriggerParameter.ParameterType;
        var problem = function.Trigger switch
        {
            HttpTriggerAttribute when type != typeof(HttpRequest) => "HttpTrigger binds to HttpRequest",
            QueueTriggerAttribute when !IsStringOrRecord(type) => "QueueTrigger binds to a string or to a record that is read from JSON",
            BlobTriggerAttribute when type != typeof(Stream) && !IsStringOrRecord(type) =>
                "BlobTrigger binds to a string, a Stream, or a record that is read from JSON",
            TimerTriggerAttribute when type != typeof(TimerInfo) => "TimerTrigger binds to TimerInfo",
            _ => null,
        };
        if (problem is not null)
        {
            throw new StartException($"Parameter '{function.TriggerParameter.Name}' of function '{function.Name}' is a {NameOf(type)}: {problem}.");
        }
    }

    private static void CheckResult(FunctionDescriptor function)
    {
        var type = function.Method.ReturnType;
        var isHttp = function.Trigger is HttpTriggerAttribute;
        var valid = isHttp
            ? function.Result.IsAssignableTo(typeof(IResult)) || function.Result.IsAssignableTo(typeof(IActionResult))
            : type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask);
        if (!valid)
        {
            throw new StartException(isHttp
                ? $"Function '{function.Name}' returns {NameOf(type)}: an HTTP function returns an IResult or an IActionResult, or a task of one."
                : $"Function '{function.Name}' returns {NameOf(type)}: a function without an HTTP trigger returns nothing or a task.");
        }
    }

    private static HashSet<string> BindingNames(FunctionDescriptor function) => function.Trigger switch
    {
        HttpTriggerAttribute http => RouteNames(function, http),
        BlobTriggerAttribute blob => BlobPattern.Names(blob.BlobPath).ToHashSet(StringComparer.OrdinalIgnoreCase),
        _ => [],
    };

    private static HashSet<string> RouteNames(FunctionDescriptor function, HttpTriggerAttribute http)
    {
        try
        {
            return RoutePatternFactory.Parse(RouteOf(function, http)).Parameters.Select(part => part.Name)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (RoutePatternException exception)
        {
            throw new StartException($"The route of function '{function.Name}' is not a route template: {exception.Message}", exception);
        }
    }

    private static bool IsBindingValue(FunctionDescriptor function, ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string)
        || (function.Trigger is HttpTriggerAttribute && (parameter.ParameterType == typeof(int) || parameter.ParameterType == typeof(int?)));

    private static bool IsStringOrRecord(Type type) =>
        type == typeof(string) || (type is { IsEnum: false, IsArray: false, IsByRef: false, IsInterface: false, IsAbstract: false } && IsOfTheApp(type));

    /// <summary>Types of the platform and of the storage clients bind in ways of their own, or not at all.</summary>
    private static bool IsOfTheApp(Type type) =>
        type.Namespace?.Split('.')[0] is not ("System" or "Azure" or "Microsoft");

    /// <summary>The name as C# writes it, so that the message shows what stands in the source.</summary>
    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
