using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class WakeSignalTests
{
    private readonly WakeSignal _signal = new();

    [Theory]
    [InlineData(-3000)]
    [InlineData(-2.5)]
    [InlineData(-1.5)]
    [InlineData(-1)]
    [InlineData(-0.5)]
    [InlineData(0)]
    public async Task Wait_WhoseTimeIsUpBeforeItBegins_EndsWithoutASignal(double milliseconds)
    {
        var wait = _signal.WaitAsync(TimeSpan.FromMilliseconds(milliseconds), TestContext.Current.CancellationToken);

        Assert.False(await wait.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Signals_BeforeTheWait_EndItOnceAtOnce()
    {
        _signal.Set();
        _signal.Set();

        Assert.True(await _signal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.False(await _signal.WaitAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Signal_DuringTheWait_EndsIt()
    {
        var wait = _signal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        _signal.Set();

        Assert.True(await wait);
    }
}
