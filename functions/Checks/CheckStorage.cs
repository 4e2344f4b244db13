using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Operations;

namespace ServerlessRegistry.Checks;

/// <summary>Checks the storage of a registry, at work or not, and prints a line for each breach and a table of counts.</summary>
internal sealed class CheckStorage(Checker checker) : IOperation
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public static string Name => "check";

    /// <inheritdoc/>
    public static string Usage => "[--settled] [--grace SECONDS] [--json]";

    /// <inheritdoc/>
    public static string Summary => "Reports whatever must not be in the storage: exit code 0 where nothing is found, 1 otherwise.";

    /// <inheritdoc/>
    public static IServiceCollection AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddRegistry(configuration).AddChecks();

    /// <inheritdoc/>
    public async Task<int> RunAsync(OperationArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var settled = arguments.TakeFlag("settled");
        var asJson = arguments.TakeFlag("json");
        var grace = arguments.TakeNumber("grace") is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultGrace;
        arguments.End($"{Name} {Usage}");

        var counts = await checker.RunAsync(
            new CheckSettings(grace, settled, Pause), breach => output.WriteLine(asJson ? Json(breach) : Line(breach)), cancellationToken);
        foreach (var line in asJson ? counts.Select(count => JsonSerializer.Serialize(count, CheckJson.Default.CheckCount)) : Table(counts))
        {
            await output.WriteLineAsync(line);
        }

        return counts.Any(count => count.Breaches > 0) ? 1 : 0;
    }

    private static string Json(Breach breach) => JsonSerializer.Serialize(breach, CheckJson.Default.Breach);

    private static string Line(Breach breach) => $"{breach.Kind} {breach.Id}: {breach.Problem} {breach.Remedy}";

    private static IEnumerable<string> Table(IReadOnlyList<CheckCount> counts) => counts
        .Append(new CheckCount("all", counts.Sum(count => count.Seen), counts.Sum(count => count.InProgress), counts.Sum(count => count.Breaches)))
        .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Subject,-32}{count.Seen,12}{count.InProgress,14}{count.Breaches,12}"))
        .Prepend($"{"",-32}{"looked at",12}{"in progress",14}{"breaches",12}");
}

/// <summary>What <c>check --json</c> prints: a line for each breach, then one for each count.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Breach))]
[JsonSerializable(typeof(CheckCount))]
internal sealed partial class CheckJson : JsonSerializerContext;
