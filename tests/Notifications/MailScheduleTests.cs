using System.Globalization;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class MailScheduleTests
{
    [Fact]
    public void Delays_OneAfterTheOther_GrowToFourHoursAndEndAfterADayAndAHalf()
    {
        var delays = Enumerable.Range(0, MailSchedule.Retries).Select(attempt => MailSchedule.DelayAfter(attempt, TimeSpan.FromSeconds(10))!.Value).ToList();

        Assert.Equal([10, 30, 120, 600, 1800, 3600], delays.Take(6).Select(delay => (int)delay.TotalSeconds));
        Assert.All(delays.Skip(6), delay => Assert.Equal(TimeSpan.FromHours(4), delay));
        Assert.InRange(TimeSpan.FromTicks(delays.Sum(delay => delay.Ticks)), TimeSpan.FromHours(36), TimeSpan.FromHours(40));
        Assert.Null(MailSchedule.DelayAfter(MailSchedule.Retries, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("00:00:10")]
    [InlineData("00:01:00")]
    public void Delays_OfAllAttempts_TakeADayAndAHalfToTwo(string firstDelay)
    {
        var first = TimeSpan.Parse(firstDelay, CultureInfo.InvariantCulture);

        var sum = TimeSpan.FromTicks(Enumerable.Range(0, MailSchedule.Retries).Sum(attempt => MailSchedule.DelayAfter(attempt, first)!.Value.Ticks));

        Assert.InRange(sum, TimeSpan.FromHours(36), TimeSpan.FromHours(48));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Delay_ForAnAttemptThatIsNone_IsTheFirst(int attempt) =>
        Assert.Equal(TimeSpan.FromSeconds(10), MailSchedule.DelayAfter(attempt, TimeSpan.FromSeconds(10)));
}
