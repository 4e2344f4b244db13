using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class GreetingNameTests
{
    [Theory]
    [InlineData("Ana Ruiz")]
    [InlineData("Łucja Dąbrowska-Nowak")]
    [InlineData("Seán O’Brien")]
    [InlineData("D'Angelo St. James, Jr.")]
    [InlineData("María de los Ángeles Pérez")]
    [InlineData("王小明")]
    [InlineData("अनिल कुमार")]
    [InlineData("محمد علي")]
    public void Name_OfAPerson_IsSaid(string name) => Assert.Equal(name, GreetingName.Of(name));

    [Theory]
    [InlineData("  Ana   Ruiz ", "Ana Ruiz")]
    public void Name_WithSpaces_IsSaidWithOneBetweenWords(string name, string said) => Assert.Equal(said, GreetingName.Of(name));

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("evil.example")]
    [InlineData("evil.example.")]
    [InlineData("Ana (https://evil.example)")]
    [InlineData("ana@example.com")]
    [InlineData("Call 1 900 555 0100")]
    [InlineData("Ana\nRuiz")]
    [InlineData("Ana\u202Eziur")]
    [InlineData("you have won a very big prize today")]
    [InlineData("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("A\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301na")]
    public void Name_ThatIsNoneOrMightBeALink_IsNotSaid(string name) => Assert.Null(GreetingName.Of(name));
}
