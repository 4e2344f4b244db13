using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Checks;

namespace ServerlessRegistry.Operations;

/// <summary>An operation that can be told of before its services are there, since a setting may be wrong.</summary>
/// <param name="Name">See <see cref="IOperation.Name"/>.</param>
/// <param name="Usage">See <see cref="IOperation.Usage"/>.</param>
/// <param name="Summary">See <see cref="IOperation.Summary"/>.</param>
/// <param name="AddServices">See <see cref="IOperation.AddServices"/>.</param>
/// <param name="RunAsync">Makes it from its services and runs it; see <see cref="IOperation.RunAsync"/>.</param>
internal sealed record OperationEntry(
    string Name,
    string Usage,
    string Summary,
    Func<IServiceCollection, IConfiguration, IServiceCollection> AddServices,
    Func<IServiceProvider, OperationArguments, TextWriter, CancellationToken, Task<int>> RunAsync)
{
    /// <summary>Every operation, in the order in which the help lists them.</summary>
    public static IReadOnlyList<OperationEntry> All { get; } =
    [
        Of<ReplayPoison>(),
        Of<CopyStorage>(),
        Of<RaisePlacardEvents>(),
        Of<CheckStorage>(),
    ];

    /// <summary>The command with what comes after it.</summary>
    public string Syntax => Usage.Length == 0 ? Name : $"{Name} {Usage}";

    /// <summary>The entry of an operation.</summary>
    public static OperationEntry Of<TOperation>()
        where TOperation : class, IOperation =>
        new(
            TOperation.Name,
            TOperation.Usage,
            TOperation.Summary,
            TOperation.AddServices,
            (services, arguments, output, cancellationToken) =>
                ActivatorUtilities.CreateInstance<TOperation>(services).RunAsync(arguments, output, cancellationToken));
}
