using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

public sealed class ContinuationSealTests
{
    private const string Circle = """{"type":"circle","center":[-87.6553,41.9484],"radius":250}""";
    private static readonly Continuation Last = new(1, 123.4567890123, "7K3M9QX2TB-01");

    [Fact]
    public async Task Seal_OpenedForTheSameSearch_GivesWhatWasSealed()
    {
        var seal = SearchBody.NewSeal();
        var search = await SearchBody.ReadAsync(SearchBody.For(Circle));

        Assert.Equal(Last, seal.Open(seal.Seal(Last, search), search));
    }

    [Fact]
    public async Task Seal_OfAnotherCaseLimitOrTime_IsTheSame()
    {
        var seal = SearchBody.NewSeal();
        var search = await SearchBody.ReadAsync(SearchBody.For(Circle));

        var opened = seal.Open(seal.Seal(Last, search), search with { CaseNumber = "JH654321", Limit = 7, IncidentAt = DateTimeOffset.UnixEpoch });

        Assert.Equal(Last, opened);
    }

    [Theory]
    [InlineData("area", """{"type":"circle","center":[-87.6553,41.9484],"radius":251}""")]
    [InlineData("area", """{"type":"corridor","line":[[-87.6553,41.9484],[-87.65,41.9484]],"width":250}""")]
    [InlineData("area", """{"type":"polygon","coordinates":[[[0,0],[0.01,0],[0.01,0.01],[0,0]]]}""")]
    [InlineData("seesPoint", "[-87.6553,41.9484]")]
    [InlineData("ownerKind", "\"business\"")]
    [InlineData("text", "\"door\"")]
    public async Task Continuation_UsedWithAnotherSearch_IsRefused(string field, string value)
    {
        var seal = SearchBody.NewSeal();
        var body = SearchBody.For(Circle);
        body["continuation"] = seal.Seal(Last, await SearchBody.ReadAsync(body));
        await SearchBody.ReadAsync(body, seal: seal);

        body[field] = JsonNode.Parse(value);

        Assert.Equal(["continuation"], (await SearchBody.ErrorsAsync(body, seal: seal)).Keys);
    }

    [Fact]
    public async Task Continuation_WithAnyBitChanged_IsRefused()
    {
        var seal = SearchBody.NewSeal();
        var search = await SearchBody.ReadAsync(SearchBody.For(Circle));
        var bytes = Base64Url.DecodeFromChars(seal.Seal(Last, search));

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(seal.Open(Base64Url.EncodeToString(changed), search));
        }
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Continuation_MadeUp_IsRefused(string continuation)
    {
        var body = SearchBody.For(Circle);
        body["continuation"] = continuation;

        Assert.Equal(["continuation"], (await SearchBody.ErrorsAsync(body)).Keys);
    }

    [Fact]
    public async Task Key_OfTheSetting_IsSharedAndWithoutItEachProcessHasItsOwn()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var search = await SearchBody.ReadAsync(SearchBody.For(Circle));

        Assert.Equal(Last, SearchBody.NewSeal(key).Open(SearchBody.NewSeal(key).Seal(Last, search), search));
        Assert.Null(SearchBody.NewSeal().Open(SearchBody.NewSeal().Seal(Last, search), search));
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("not base64")]
    public void Key_ThatIsNot32Bytes_StopsTheStartWithoutShowingIt(string key)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => SearchBody.NewSeal(key));

        Assert.Contains("Search:ContinuationKey must be 32 random bytes in base64", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, exception.Message, StringComparison.Ordinal);
    }
}
