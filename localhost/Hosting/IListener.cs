using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Finds the work of one function and runs it.</summary>
internal interface IListener
{
    /// <summary>The function.</summary>
    FunctionDescriptor Function { get; }

    /// <summary>Takes work until the shutdown is requested, and ends when all that it started has ended.</summary>
    Task RunAsync(Shutdown shutdown);
}

/// <summary>Makes the listeners of one kind of trigger.</summary>
internal interface IListenerFactory
{
    /// <summary>One listener for each function of the kind.</summary>
    /// <exception cref="StartException">A trigger attribute or a setting that it names is wrong.</exception>
    IEnumerable<IListener> Create(FunctionCatalog catalog);
}
