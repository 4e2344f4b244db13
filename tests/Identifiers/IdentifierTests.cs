using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Identifiers;

public sealed class IdentifierTests
{
    [Fact]
    public void RegistrationId_Created_ReadsBackWhateverItsCase()
    {
        var id = RegistrationId.Create();

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{10}$", id.Value);
        Assert.True(RegistrationId.TryParse(id.Value.ToLowerInvariant(), out var parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData("7K3M9QX2TB", true)]
    [InlineData("7k3m-9qx2-tb", true)]
    [InlineData("OILoil0000", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("7K3M9QX2T", false)]
    [InlineData("7K3M9QX2TBB", false)]
    [InlineData("7K3M9QX2TU", false)]
    [InlineData("7K3M9QX2T\u0130", false)]
    public void RegistrationId_TypedByAPerson_IsReadOrRefused(string? text, bool expected) =>
        Assert.Equal(expected, RegistrationId.TryParse(text, out _));

    [Fact]
    public void PlacardCode_LettersThatLookLikeDigits_AreReadAsDigits()
    {
        Assert.True(PlacardCode.TryParse("oil1 ABCD efgh", out var code));

        Assert.Equal("0111-ABCD-EFGH", code.Value);
    }

    [Fact]
    public void ManageToken_Created_Holds256BitsAndDoesNotPrintItself()
    {
        var token = ManageToken.Create();

        Assert.Matches("^[A-Za-z0-9_-]{43}$", token.Value);
        Assert.DoesNotContain(token.Value, token.ToString(), StringComparison.Ordinal);
    }
}
