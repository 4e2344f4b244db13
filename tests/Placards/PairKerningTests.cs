using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Tests.Placards;

public sealed class PairKerningTests
{
    [Theory]
    [InlineData("AV")]
    [InlineData("To")]
    [InlineData("LT")]
    [InlineData("Yo")]
    public void Pair_ThatLeavesAGap_IsDrawnTogether(string pair)
    {
        using var publicSans = new PublicSans();

        Assert.All([publicSans.Regular, publicSans.Bold, publicSans.Black], typeface =>
            Assert.InRange(Kerning(typeface, pair), -0.15f, -0.005f));
    }

    [Theory]
    [InlineData("HH")]
    [InlineData("nn")]
    [InlineData("IN")]
    public void Pair_OfUprightLetters_IsLeftAlone(string pair)
    {
        using var publicSans = new PublicSans();

        Assert.Equal(0, Kerning(publicSans.Bold, pair), 0.0001f);
    }

    [Fact]
    public void Subset_WithoutTheKerningTable_KeepsTheKerning()
    {
        using var publicSans = new PublicSans();
        using var subset = publicSans.Bold.Subset("AV");

        Assert.Equal(publicSans.Bold.Set("AVA").Edges, subset.Set("AVA").Edges);
    }

    private static float Kerning(PlacardTypeface typeface, string pair)
    {
        var apart = typeface.Set(pair[..1]).Edges[^1] + typeface.Set(pair[1..]).Edges[^1];
        return typeface.Set(pair).Edges[^1] - apart;
    }
}
