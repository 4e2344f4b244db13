using System.Diagnostics;

namespace ServerlessRegistry.Tests;

/// <summary>Waits for what happens in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>For what takes no time worth naming; long enough for a machine with a lot to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the condition holds, and fails when it does not in time.</summary>
    public static Task True(Func<bool> condition, TimeSpan? within = null) => True(() => Task.FromResult(condition()), within);

    /// <inheritdoc cref="True(Func{bool}, TimeSpan?)"/>
    public static async Task True(Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < (within ?? Patience), $"It did not come true within {within ?? Patience}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the value is the expected one; the failure tells both.</summary>
    public static async Task Equal<T>(T expected, Func<Task<T>> value, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        var actual = await value();
        while (!Equals(expected, actual))
        {
            if (clock.Elapsed > (within ?? Patience))
            {
                Assert.Equal(expected, actual);
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
            actual = await value();
        }
    }

    /// <inheritdoc cref="Equal{T}(T, Func{Task{T}}, TimeSpan?)"/>
    public static Task Equal<T>(T expected, Func<T> value, TimeSpan? within = null) => Equal(expected, () => Task.FromResult(value()), within);

    /// <summary>Checks that the condition holds all the time.</summary>
    public static async Task Always(Func<bool> condition, TimeSpan during)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < during)
        {
            Assert.True(condition(), $"It was no longer true after {clock.Elapsed}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
