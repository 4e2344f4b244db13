using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Operations;

/// <summary>
/// Something that an operator has the registry's program do instead of serving: <c>dotnet run --project functions -- NAME …</c>.
/// It runs once and ends. No function runs and nothing listens meanwhile, so it may run beside a registry at work.
/// </summary>
internal interface IOperation
{
    /// <summary>What the operator types, in small letters with hyphens.</summary>
    static abstract string Name { get; }

    /// <summary>What comes after the name, such as <c>QUEUE [--max N]</c>.</summary>
    static abstract string Usage { get; }

    /// <summary>What it does, in one line.</summary>
    static abstract string Summary { get; }

    /// <summary>Adds what its constructor asks for: the whole registry, unless it makes do with less and so runs with fewer settings.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    static virtual IServiceCollection AddServices(IServiceCollection services, IConfiguration configuration) => services.AddRegistry(configuration);

    /// <summary>Does it.</summary>
    /// <param name="arguments">What stands after the name. To be read, and ended, before anything is changed.</param>
    /// <param name="output">Where progress and results go, a line each.</param>
    /// <param name="cancellationToken">Cancelled when the operator presses Ctrl-C.</param>
    /// <returns>The exit code: 0 where all is well, 1 where something was found.</returns>
    /// <exception cref="OperationRefusedException">It cannot be done as it was asked for.</exception>
    Task<int> RunAsync(OperationArguments arguments, TextWriter output, CancellationToken cancellationToken);
}
