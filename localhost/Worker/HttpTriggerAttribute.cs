namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function when an HTTP request comes in.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : Attribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function)
    {
    }

    /// <summary>The named methods, with a function key.</summary>
    /// <param name="methods">HTTP methods, whatever their case; none means all.</param>
    public HttpTriggerAttribute(params string[] methods)
        : this(AuthorizationLevel.Function, methods)
    {
    }

    /// <summary>Any method, with a key of the level.</summary>
    /// <param name="authLevel">The key that a caller must send.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
    {
        AuthLevel = authLevel;
    }

    /// <summary>The named methods, with a key of the level.</summary>
    /// <param name="authLevel">The key that a caller must send.</param>
    /// <param name="methods">HTTP methods, whatever their case; none means all.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template below the route prefix; the function's name where it is <see langword="null"/>.</summary>
    public string? Route { get; set; }

    /// <summary>The HTTP methods; <see langword="null"/> or empty means all.</summary>
    public string[]? Methods { get; }

    /// <summary>The key that a caller must send.</summary>
    public AuthorizationLevel AuthLevel { get; }
}
