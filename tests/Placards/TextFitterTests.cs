using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Tests.Placards;

public sealed class TextFitterTests
{
    [Fact]
    public void Text_WithRoomEnough_KeepsItsLargestSizeOnOneLine()
    {
        var (lines, size) = Fit("Short", new TextBox(500, 100, 40, 10));

        Assert.Equal(["Short"], lines);
        Assert.Equal(40, size);
    }

    [Fact]
    public void Text_OverSeveralLines_IsBrokenEvenly() =>
        Assert.Equal(
            ["one two three four", "five six seven eight"],
            Fit("one two three four five six seven eight", new TextBox(300, 100, 20, 20)).Lines);

    [Fact]
    public void Text_WithLineFeeds_KeepsThem() =>
        Assert.Equal(["first", "", "second line"], Fit("first\n\nsecond line", new TextBox(300, 100, 20, 20)).Lines);

    [Fact]
    public void Text_WithAHyphen_MayBreakAfterIt() =>
        Assert.Equal(["Winston-", "Salem"], Fit("Winston-Salem", new TextBox(100, 100, 20, 20)).Lines);

    [Fact]
    public void Text_WithSeveralSpaces_DrawsNoneAtTheEndsOfLines() =>
        Assert.Equal(["one", "two"], Fit("  one   two  ", new TextBox(45, 100, 20, 20)).Lines);

    [Fact]
    public void LongWord_ThatShrinkingCanSave_IsShrunkRatherThanBroken()
    {
        var (lines, size) = Fit("Donaudampfschifffahrtsgesellschaft", new TextBox(300, 100, 40, 10));

        Assert.Single(lines);
        Assert.InRange(size, 10, 20);
    }

    [Fact]
    public void LongWord_ThatIsTooLongEvenWhenSmall_IsBroken()
    {
        var (lines, size) = Fit(new string('m', 100), new TextBox(300, 100, 40, 15));

        Assert.True(lines.Length > 1);
        Assert.Equal(100, lines.Sum(line => line.Length));
        Assert.InRange(size, 15, 40);
    }

    [Fact]
    public void Text_InNextToNoRoom_StillFits()
    {
        var (lines, size) = Fit(new string('m', 1000), new TextBox(10, 10, 40, 15));

        Assert.Equal(1000, lines.Sum(line => line.Length));
        Assert.InRange(size, 0.01f, 1);
    }

    private static (string[] Lines, float Size) Fit(string text, TextBox box)
    {
        using var publicSans = new PublicSans();
        var fitted = TextFitter.Fit(publicSans.Regular, text, box);
        Assert.True(fitted.Width <= box.Width);
        Assert.True(fitted.Height <= box.Height);
        return ([.. fitted.Lines.Select(line => text[line.Start..line.End])], fitted.Size);
    }
}
