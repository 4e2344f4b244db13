using System.Globalization;
using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Settings;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary><c>functionTimeout</c> of host.json: how long a run may take.</summary>
/// <param name="Limit">The time, or <see cref="Timeout.InfiniteTimeSpan"/> for <c>-1</c>.</param>
internal sealed record FunctionTimeout(TimeSpan Limit)
{
    private const string Setting = "functionTimeout";
    private const string Unlimited = "-1";

    /// <summary>What the Azure Functions host allows outside of consumption plans where nothing is set.</summary>
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(30);

    /// <exception cref="StartException">It is neither a time above 0 nor -1.</exception>
    public static FunctionTimeout Read(IConfiguration configuration) => configuration[$"{HostJson.Section}:{Setting}"] switch
    {
        null or "" => new FunctionTimeout(Default),
        Unlimited => new FunctionTimeout(Timeout.InfiniteTimeSpan),
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero && limit.TotalMilliseconds < int.MaxValue =>
            new FunctionTimeout(limit),
        var text => throw new StartException($"host.json: {Setting} is '{text}': it must be a time such as 00:05:00, or {Unlimited} for no limit."),
    };
}
