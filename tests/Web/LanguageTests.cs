using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.AzureMaps;
using ServerlessRegistry.Geocoding.StreetGrid;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Tests.Web;

/// <summary>The owners' pages speak English, Spanish and Polish.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class LanguageTests(Browser browser)
{
    private static readonly string Web = Path.Combine(AzuriteFixture.RepositoryRoot, "web");

    private static readonly Dictionary<string, string> English = Texts("en");

    [Theory]
    [InlineData("es")]
    [InlineData("pl")]
    public void Texts_OfEachLanguage_HaveTheSameKeysAndPlaceholdersAsTheEnglish(string language)
    {
        var translated = Texts(language);

        Assert.Equal(English.Keys, translated.Keys);
        Assert.All(English, text => Assert.Equal(Placeholders(text.Value), Placeholders(translated[text.Key])));
        Assert.All(translated, text => Assert.NotEmpty(text.Value));
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("confirm/index.html")]
    [InlineData("manage/index.html")]
    [InlineData("p/index.html")]
    [InlineData("404.html")]
    public void Page_BeforeItsScriptsRun_SaysTheEnglishTexts(string page)
    {
        var html = File.ReadAllText(Path.Combine(Web, page));

        var said = TextInPage().Matches(html);
        Assert.NotEmpty(said);
        Assert.All(said, match => Assert.Equal(English[match.Groups["key"].Value], WebUtility.HtmlDecode(match.Groups["text"].Value)));
        Assert.All(LabelInPage().Matches(html), match => Assert.Equal(English[match.Groups["key"].Value], match.Groups["text"].Value));
    }

    [Fact]
    public void Texts_ThatTheScriptsName_AreAllThere()
    {
        var scripts = Directory.GetFiles(Path.Combine(Web, "js"), "*.mjs").Select(File.ReadAllText);

        // A key stands alone, or what begins with it does: "owner.phone" names "owner.phone.label".
        var named = scripts.SelectMany(script => SaidInScript().Matches(script).Select(match => match.Groups["key"].Value)).Distinct();
        Assert.All(named, key => Assert.Contains(English.Keys, known => known == key || known.StartsWith(key + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void ReasonsForReview_OfTheGeocoders_AreAllSaidInWordsForOwners()
    {
        var known = File.ReadAllText(Path.Combine(Web, "js", "review-reasons.mjs"));
        var sentences = new[] { typeof(ReviewReasons), typeof(MatchAssessment), typeof(ReviewFailedGeocoding), typeof(ReviewFailedPlacard) }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field is { IsLiteral: true, FieldType: var type } && type == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Append(MatchAssessment.Unreadable.Reason)
            .ToList();

        Assert.True(sentences.Count > 20);
        Assert.All(sentences, sentence => Assert.Contains($"\"{sentence}\"", known, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("es-MX", "es", "Registre sus cámaras de seguridad", "Sobre usted", "Escriba su nombre completo")]
    [InlineData("pl-PL", "pl", "Zarejestruj swoje kamery", "O Tobie", "Wpisz imię i nazwisko")]
    [InlineData("fr-FR", "en", "Register your security cameras", "About you", "Enter your full name")]
    public async Task Page_OpenedInABrowserOfThatLanguage_SpeaksItOrEnglish(string locale, string tag, string title, string heading, string problem)
    {
        await using var watched = await browser.OpenAsync(language: locale);

        await watched.Page.GotoAsync("/");
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        await watched.Page.Locator("#submit").ClickAsync();

        await Assertions.Expect(watched.Page.Locator("#owner-name-error")).ToHaveTextAsync(problem);
        await Assertions.Expect(watched.Page).ToHaveTitleAsync(new Regex($"(Error|Błąd): {title}"));
        await Assertions.Expect(watched.Page.Locator("html")).ToHaveAttributeAsync("lang", tag);
        await Assertions.Expect(watched.Page.Locator("#owner-language")).ToHaveValueAsync(tag);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Language_ChosenInTheMiddleOfTheForm_ChangesEverythingKeepsWhatWasTypedAndLasts()
    {
        await using var watched = await browser.OpenAsync(registry: browser.Mailing);
        var page = watched.Page;
        await page.GotoAsync("/?lang=es");
        await page.GetByLabel("Su nombre completo").FillAsync("Ana Ruiz");
        await page.Locator("#submit").ClickAsync();
        await Assertions.Expect(page.GetByText("Respuestas por revisar: 2")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Polski" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Odpowiedzi do poprawienia: 2")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Twoje imię i nazwisko")).ToHaveValueAsync("Ana Ruiz");
        await Assertions.Expect(page.Locator("#owner-email-error")).ToHaveTextAsync("Wpisz adres e-mail");
        await Assertions.Expect(page.Locator("#owner-language")).ToHaveValueAsync("pl");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Polski" })).ToHaveAttributeAsync("aria-current", "true");

        await page.GetByText("W domu lub mieszkaniu").ClickAsync();
        await page.GetByLabel("Adres e-mail").FillAsync("jan@example.com");
        foreach (var (field, text) in ((string, string)[])
            [
                ("address-street", "1060 W Addison St"), ("address-postal-code", "60613"), ("camera-1-label", "Drzwi"), ("camera-1-retention-days", "14"),
            ])
        {
            if (!await page.Locator($"#{field}").IsVisibleAsync())
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Dalej" }).ClickAsync();
            }

            await page.Locator($"#{field}").FillAsync(text);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Dalej" }).ClickAsync();
        await page.GetByText("Zgadzam się").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Zarejestruj moje kamery" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Teraz sprawdź pocztę" })).ToBeVisibleAsync(new() { Timeout = Browser.Patience });

        await page.GotoAsync(await ManagePage.LinkInMailAsync(browser.Mailing, "jan@example.com", "confirm"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Tak, to mój adres e-mail" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Twoja rejestracja" })).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        var code = await page.Locator("[data-registration=placardCode]").InnerTextAsync(new() { Timeout = Browser.Patience });
        await page.GotoAsync($"/p/{code}");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ta plakietka jest prawdziwa" })).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        watched.AssertNoComplaints();
    }

    private static Dictionary<string, string> Texts(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Web, "i18n", $"{language}.json")))!;

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""data-text="(?<key>[^"]+)"[^>]*>(?<text>[^<]*)<""")]
    private static partial Regex TextInPage();

    [GeneratedRegex("""aria-label="(?<text>[^"]+)" data-label="(?<key>[^"]+)"\s*>""")]
    private static partial Regex LabelInPage();

    [GeneratedRegex("""\b(?:said\("\w+", |say\([^,]+, |button\(|key: |text\(|label: )"(?<key>[a-z]\w*(?:\.\w+)+)"[,)\s}]""")]
    private static partial Regex SaidInScript();
}
