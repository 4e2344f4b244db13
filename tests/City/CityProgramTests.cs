using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Tests.Placards;

namespace ServerlessRegistry.Tests.City;

public sealed class CityProgramTests
{
    [Fact]
    public void Sample_AsShipped_IsChicagoInEnglish()
    {
        using var city = SamplePlacards.City();

        var program = city.Program();

        Assert.Equal("Chicago", program.CityName);
        Assert.Equal(["en"], program.Languages);
        Assert.Equal("Valid through November 2027", program.Placard.ValidThroughText(new DateOnly(2027, 11, 30)));
        Assert.EndsWith("type the code at cameras.example.org", program.Placard.CheckText(program.SiteUrl), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_AddedAfterOtherSources_IsBelowThem()
    {
        using var city = SamplePlacards.City(("CityName", "Springfield"));

        Assert.Equal("Springfield", city.Program().CityName);
        Assert.Equal("Chicago Police Department", city.Program().Agency);
    }

    [Fact]
    public void Languages_NoneConfigured_AreEnglish()
    {
        var withoutLanguages = new ConfigurationBuilder().AddCitySample().Build().AsEnumerable()
            .Where(setting => !setting.Key.StartsWith("City:Languages", StringComparison.Ordinal));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(withoutLanguages).Build();
        using var city = new ServiceCollection().AddCityProgram(configuration).BuildServiceProvider();

        Assert.Equal(["en"], city.Program().Languages);
    }

    [Fact]
    public void Languages_TwoConfigured_KeepTheirOrder()
    {
        using var city = SamplePlacards.City(("Languages:0", "es"), ("Languages:1", "en"));

        Assert.Equal(["es", "en"], city.Program().Languages);
    }

    [Fact]
    public async Task Host_WithAProgramThatCannotBePrinted_DoesNotStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddCitySample();
        builder.Configuration["City:Agency"] = "漢 Department";
        builder.Services.AddCityProgram(builder.Configuration);
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            "City:Agency has the character U+6F22 (漢), which the placards' typeface, Public Sans, cannot draw", refusal.Message);
    }

    [Theory]
    [InlineData("Łódzki Rejestr Kamer: ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ")]
    [InlineData("Registro de cámaras de Peñíscola – ¿seguro?")]
    [InlineData("Đăng ký máy quay Thành phố")]
    [InlineData("Überwachungskameras in Größe, “Ærø”, Šiauliai & İzmir")]
    public void ProgramName_InAnyLatinScript_IsAccepted(string name)
    {
        using var city = SamplePlacards.City(("ProgramName", name));

        Assert.Equal(name, city.Program().ProgramName);
    }

    [Theory]
    [InlineData("ProgramName", "摄像头登记", "City:ProgramName has the character U+6444 (摄)")]
    [InlineData("ProgramName", "Camera \U0001F4F7 Registry", "City:ProgramName has the character U+1F4F7 (\U0001F4F7)")]
    [InlineData("ProgramName", "Реестр камер", "City:ProgramName has the character U+0420 (Р)")]
    [InlineData("Agency", "Policia de Bogota\u0301", "City:Agency has the character U+0301")]
    [InlineData("Agency", "Zero\u200Bwidth", "City:Agency has the character U+200B")]
    [InlineData("Placard:Headline", "Two\nlines", "City:Placard:Headline has the character U+000A, which")]
    [InlineData("Placard:Statement", "Tab\there", "City:Placard:Statement has the character U+0009, which")]
    [InlineData("Placard:CodeLabel", "\uD800", "City:Placard:CodeLabel has the character U+FFFD")]
    [InlineData("Placard:ValidThrough", "{month} {year} まで", "City:Placard:ValidThrough has the character U+307E (ま)")]
    [InlineData("Placard:Check", "★ {site}", "City:Placard:Check has the character U+2605 (★)")]
    [InlineData("Placard:Months:10", "נובמבר", "City:Placard:Months:10 has the character U+05E0 (נ)")]
    public void DrawnText_WithACharacterThatTheTypefaceLacks_IsRefusedByName(string path, string text, string expected) =>
        AssertRefused(path, text, expected);

    [Theory]
    [InlineData("ProgramName", "", "City:ProgramName is missing")]
    [InlineData("ProgramName", "   ", "City:ProgramName is missing")]
    [InlineData("CityName", "", "City:CityName is missing")]
    [InlineData("Agency", "", "City:Agency is missing")]
    [InlineData("SiteUrl", "", "City:SiteUrl is missing")]
    [InlineData("TermsVersion", "", "City:TermsVersion is missing")]
    [InlineData("Placard:Headline", "", "City:Placard:Headline is missing")]
    [InlineData("Placard:Statement", "", "City:Placard:Statement is missing")]
    [InlineData("Placard:Months:0", "", "City:Placard:Months:0 is missing")]
    [InlineData("Placard:Months:12", "Undecimber", "City:Placard:Months must name 12 months, but names 13")]
    [InlineData("Placard:ValidThrough", "Valid through {year}", "City:Placard:ValidThrough must hold {month}")]
    [InlineData("Placard:ValidThrough", "Valid through {month}", "City:Placard:ValidThrough must hold {year}")]
    [InlineData("Placard:ValidThrough", "Valid through {day} {month} {year}", "City:Placard:ValidThrough has something in braces")]
    [InlineData("Placard:Check", "Scan it, or go to {web}", "City:Placard:Check has something in braces")]
    [InlineData("State", "ZZ", "City:State must be the two letters")]
    [InlineData("TermsVersion", "2026 11", "City:TermsVersion may hold letters, digits, dots, hyphens and underscores only")]
    [InlineData("Languages:1", "e", "City:Languages:1 must be a language tag")]
    [InlineData("Languages:1", "en_US", "City:Languages:1 must be a language tag")]
    [InlineData("Contact:Email", "nobody", "City:Contact:Email must be an e-mail address")]
    [InlineData("Contact:Phone", "call us", "City:Contact:Phone must be a telephone number")]
    [InlineData("Contact:Url", "cameras.example.org", "City:Contact:Url must be an absolute http or https address")]
    public void Setting_OutsideItsBounds_IsRefusedByName(string path, string value, string expected) =>
        AssertRefused(path, value, expected);

    [Theory]
    [InlineData("cameras.example.org")]
    [InlineData("/cameras")]
    [InlineData("ftp://cameras.example.org")]
    [InlineData("http:cameras.example.org")]
    [InlineData("https://user:secret@cameras.example.org")]
    [InlineData("https://")]
    [InlineData("https://cameras.example.org/")]
    [InlineData("https://cameras.example.org?city=chicago")]
    [InlineData("https://cameras.example.org#top")]
    [InlineData("https://cameras.example.org/a b")]
    [InlineData("https://caméras.example.org")]
    [InlineData("https://cameras.example.org\0")]
    public void SiteUrl_ThatNoPlacardCanLeadTo_IsRefused(string url) => AssertRefused("SiteUrl", url, "City:SiteUrl ");

    [Theory]
    [InlineData("http://localhost:7071")]
    [InlineData("https://cameras.example.org")]
    [InlineData("https://example.org/safety/cameras")]
    [InlineData("https://xn--camras-bva.example.org:8443")]
    public void SiteUrl_AbsoluteWithoutSlashAtTheEnd_IsAccepted(string url)
    {
        using var city = SamplePlacards.City(("SiteUrl", url));

        Assert.Equal(url, city.Program().SiteUrl);
    }

    [Theory]
    [InlineData("ProgramName", 120)]
    [InlineData("CityName", 60)]
    [InlineData("Agency", 100)]
    [InlineData("TermsVersion", 40)]
    [InlineData("Placard:Headline", 90)]
    [InlineData("Placard:Statement", 240)]
    [InlineData("Placard:CodeLabel", 40)]
    [InlineData("Placard:Check", 120)]
    [InlineData("Placard:Months:4", 20)]
    public void Setting_OneCharacterTooLong_IsRefusedWithItsLimit(string path, int longest)
    {
        using var city = SamplePlacards.City((path, new string('x', longest)));

        Assert.NotNull(city.Program());
        AssertRefused(path, new string('x', longest + 1), $"City:{path} has {longest + 1} characters, of which at most {longest} fit");
    }

    [Fact]
    public void Contact_WithNoWayToReachTheProgram_IsRefused()
    {
        using var city = SamplePlacards.City(("Contact:Email", ""), ("Contact:Phone", ""), ("Contact:Url", ""));

        var refusal = Assert.Throws<OptionsValidationException>(() => city.Program());

        Assert.Equal("City:Contact needs an Email, a Phone or a Url, so that residents can reach the program", refusal.Message);
    }

    [Fact]
    public void Statement_WithLineBreaks_IsAccepted()
    {
        using var city = SamplePlacards.City(("Placard:Statement", "One.\nTwo."));

        Assert.Equal("One.\nTwo.", city.Program().Placard.Statement);
    }

    private static void AssertRefused(string path, string value, string expected)
    {
        using var city = SamplePlacards.City((path, value));

        var refusal = Assert.Throws<OptionsValidationException>(() => city.Program());

        Assert.StartsWith(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Single(refusal.Failures);
    }
}
