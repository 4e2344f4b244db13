using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary>Runs a function once: a fresh instance of its class from the services, in a scope of its own.</summary>
internal sealed class FunctionInvoker(IServiceScopeFactory scopes)
{
    /// <summary>Calls the function and waits for its end.</summary>
    /// <param name="function">The function.</param>
    /// <param name="bind">Gives the value of a parameter that is not a cancellation token.</param>
    /// <param name="cancellationToken">What a <see cref="CancellationToken"/> parameter is given.</param>
    /// <returns>What the function returned; <see langword="null"/> where it returns nothing.</returns>
    public async Task<object?> InvokeAsync(
        FunctionDescriptor function, Func<ParameterInfo, object?> bind, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await InvokeAsync(function, bind, scope.ServiceProvider, cancellationToken);
    }

    /// <summary>As above, with services that the caller disposes: those of an HTTP request live until its result is written.</summary>
    public static async Task<object?> InvokeAsync(
        FunctionDescriptor function, Func<ParameterInfo, object?> bind, IServiceProvider services, CancellationToken cancellationToken)
    {
        var arguments = function.Parameters
            .Select(parameter => parameter.ParameterType == typeof(CancellationToken) ? cancellationToken : bind(parameter))
            .ToArray();
        var instance = function.Method.IsStatic ? null : ActivatorUtilities.CreateInstance(services, function.Class);
        try
        {
            return await ResultOf(function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static async Task<object?> ResultOf(object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return task.GetType().GetProperty(nameof(Task<object>.Result)) is { } result ? result.GetValue(task) : null;
            case ValueTask task:
                await task;
                return null;
            case not null when returned.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                return await ResultOf(type.GetMethod(nameof(ValueTask<object>.AsTask))!.Invoke(returned, null));
            default:
                return returned;
        }
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (instance as IDisposable)?.Dispose();
        }
    }
}
