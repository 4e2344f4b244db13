using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Timers;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class TimerScheduleTests
{
    private static readonly FunctionDescriptor Function = FunctionCatalog.Discover([typeof(Scheduled)]).Functions[0];

    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20T09:16:00Z", "2026-11-20T09:20:00Z")]
    [InlineData("0 0 * * * *", "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z")]
    [InlineData("0 30 9 * * 1-5", "2026-11-20T09:30:00Z", "2026-11-23T09:30:00Z")]
    [InlineData("0 30 9 * JAN MON", "2026-11-20T09:30:00Z", "2027-01-04T09:30:00Z")]
    [InlineData("0 0 0 * * 0", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("0 0 0 13 * 5", "2026-11-20T00:00:00Z", "2027-08-13T00:00:00Z")]
    [InlineData("10,40 5/20 8-10 * * *", "2026-11-20T09:25:30Z", "2026-11-20T09:25:40Z")]
    [InlineData("  0   0  0 29 2 * ", "2026-11-20T00:00:00Z", "2028-02-29T00:00:00Z")]
    public void Schedule_SixFields_SaysWhenItIsNextInUtc(string text, string after, string expected)
    {
        var schedule = TimerSchedule.Parse(Function, text);

        Assert.Equal(Utc(expected), schedule.After(Utc(after)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("often")]
    [InlineData("*/5 * * * *")]
    [InlineData("00:05:00")]
    [InlineData("0 60 * * * *")]
    [InlineData("0 0 24 * * *")]
    [InlineData("0 0 0 32 * *")]
    [InlineData("0 0 0 30 2 *")]
    [InlineData("0 0 0 * * 7")]
    [InlineData("0 0 0 L * *")]
    [InlineData("0 0 0 ? * *")]
    [InlineData("0 0 22-2 * * *")]
    [InlineData("0 0 0 * * FRI-MON")]
    [InlineData("0 0 0 * * MON#1")]
    [InlineData("@hourly")]
    [InlineData("0 */0 * * * *")]
    public async Task Schedule_ThatIsNotNcrontab_StopsTheStartAndNamesTheFunction(string text)
    {
        var settings = new Dictionary<string, string?> { ["Every"] = text.Length == 0 ? " " : text };

        var failure = await Assert.ThrowsAsync<StartException>(() => TriggerHost.StartAsync<Scheduled>("UseDevelopmentStorage=true", new(), settings));

        Assert.StartsWith($"The schedule '{settings["Every"]}' of function 'Tidy' is not an NCRONTAB expression: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("0,59 0 * * * *", false)]
    public void Schedule_OfAMinuteAndMore_IsWorthMonitoring(string text, bool expected)
    {
        Assert.Equal(expected, TimerSchedule.Parse(Function, text).IsWorthMonitoring(Utc("2026-11-20T09:16:00Z")));
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    public sealed class Scheduled
    {
        [Function("Tidy")]
        public void Run([TimerTrigger("%Every%")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);
    }
}
