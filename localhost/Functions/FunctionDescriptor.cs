using System.Reflection;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary>A function as its class declares it.</summary>
/// <param name="Name">The name in its <c>[Function]</c> attribute.</param>
/// <param name="Method">The method to call.</param>
/// <param name="TriggerPosition">Which parameter carries the trigger attribute, from 0.</param>
/// <param name="Trigger">The trigger attribute.</param>
internal sealed record FunctionDescriptor(string Name, MethodInfo Method, int TriggerPosition, Attribute Trigger)
{
    /// <summary>The class that declares the function. An instance of it is made for each run.</summary>
    public Type Class { get; } = Method.ReflectedType!;

    /// <summary>What the method returns, or what its task results in.</summary>
    public Type Result { get; } = Awaited(Method.ReturnType);

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; } = Method.GetParameters();

    /// <summary>The parameter that carries the trigger attribute: one of <see cref="Parameters"/>, the same object.</summary>
    public ParameterInfo TriggerParameter => Parameters[TriggerPosition];

    /// <summary>The name under which the Azure Functions host keeps locks and poison messages.</summary>
    public string Id => $"Host.Functions.{Name}";

    private static Type Awaited(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;
}
