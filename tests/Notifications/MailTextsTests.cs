using System.Text.Json;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class MailTextsTests
{
    private static readonly MailTexts English = MailTexts.Read("en");

    public static TheoryData<string> Languages => [.. MailTexts.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_OfEachLanguage_AreThereForEachKindOfMail(string language)
    {
        var texts = MailTexts.Read(language);

        Assert.Equal(Enum.GetValues<MailKind>().Order(), texts.Mails.Keys.Order());
        Assert.Equal(12, texts.Months.Distinct().Count());
        Assert.All(AllOf(texts), text => Assert.False(string.IsNullOrWhiteSpace(text.Value), $"{text.Key}"));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_OfEachLanguage_HaveTheSamePlaceholders(string language)
    {
        var texts = MailTexts.Read(language);

        Assert.Equal(General(English), General(texts));
        foreach (var (kind, text) in texts.Mails)
        {
            Assert.Equal(Placeholders.In(English.Mails[kind].Subject), Placeholders.In(text.Subject));
            Assert.Equal(Placeholders.In(Body(English.Mails[kind])), Placeholders.In(Body(text)));
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Subjects_OfEachLanguage_NameTheProgramAndNothingElse(string language) =>
        Assert.All(MailTexts.Read(language).Mails.Values, text => Assert.Equal(["{program}"], Placeholders.In(text.Subject)));

    [Theory]
    [InlineData("en", "May 3, 2027")]
    [InlineData("es", "3 de mayo de 2027")]
    [InlineData("pl", "3 maja 2027 r.")]
    public void Date_InEachLanguage_IsWrittenAsItsReadersWriteIt(string language, string expected) =>
        Assert.Equal(expected, MailTexts.Read(language).DateText(new DateOnly(2027, 5, 3)));

    [Theory]
    [InlineData("""{ "greeting": "Hello" }""")]
    [InlineData("""{ "hello": "Hello" }""")]
    public void File_WithATextTooFewOrTooMany_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, MailTextsJson.Default.MailTexts));

    private static IEnumerable<IReadOnlySet<string>> General(MailTexts texts) =>
        new[] { texts.Greeting, texts.GreetingWithoutName, texts.LinkInFull, texts.RunBy, texts.Questions, texts.Registration, texts.Date }.Select(Placeholders.In);

    private static string Body(MailText text) => string.Join('\n', Lines(text));

    private static IEnumerable<KeyValuePair<MailKind, string>> AllOf(MailTexts texts) =>
        texts.Mails.SelectMany(mail => Lines(mail.Value), (mail, line) => KeyValuePair.Create(mail.Key, line));

    private static string[] Lines(MailText text) => [text.Subject, text.Button, .. text.Before, .. text.After];
}
