using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Demo;

namespace ServerlessRegistry.Tests.Demo;

public sealed class DemoOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Demo_ThatNobodyAskedFor_IsNone(string? owners) => Assert.Null(Read(owners, null, isStorageOnThisMachine: false));

    [Theory]
    [InlineData("500", null, 500, 1)]
    [InlineData("1", "42", 1, 42)]
    public void Demo_OnOneMachine_IsAsManyOwnersAsAskedFor(string owners, string? seed, int expectedOwners, int expectedSeed) =>
        Assert.Equal(new DemoOptions(expectedOwners, expectedSeed), Read(owners, seed, isStorageOnThisMachine: true));

    [Theory]
    [InlineData("0", null, "demo must be")]
    [InlineData("10001", null, "demo must be")]
    [InlineData("many", null, "demo must be")]
    [InlineData("5", "x", "demo-seed must be")]
    public void Demo_AskedForWrongly_StopsTheStartWithASentence(string owners, string? seed, string sentence)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(owners, seed, isStorageOnThisMachine: true));

        Assert.StartsWith(sentence, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_WithStorageElsewhere_IsRefused()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read("500", null, isStorageOnThisMachine: false));

        Assert.Contains("made-up owners do not belong", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    private static DemoOptions? Read(string? owners, string? seed, bool isStorageOnThisMachine)
    {
        var settings = new Dictionary<string, string?> { ["demo"] = owners, ["demo-seed"] = seed };
        return DemoOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), isStorageOnThisMachine);
    }
}
