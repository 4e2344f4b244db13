using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Access;
using ServerlessRegistry.City;
using ServerlessRegistry.Settings;
using ServerlessRegistry.Tests.Infrastructure;

namespace ServerlessRegistry.Tests.Settings;

public sealed class SettingRulesTests
{
    [Theory]
    [InlineData("Mail:Smtp:Hostt", "did you mean Mail:Smtp:Host?")]
    [InlineData("Mail:Host", "Mail:Host is no setting")]
    [InlineData("mail:smtp:prot", "did you mean Mail:Smtp:Port?")]
    [InlineData("Encryption:CurentKey", "did you mean Encryption:CurrentKey?")]
    [InlineData("Encryption:Key:k1", "Encryption:Key:k1 is no setting")]
    [InlineData("City:Contact:Mail", "City:Contact:Mail is no setting")]
    [InlineData("City:Languages", "City:Languages is no setting")]
    [InlineData("Limits:SearchesPerMinutes", "did you mean Limits:SearchesPerMinute?")]
    [InlineData("Azurite:BlobsPort", "did you mean Azurite:BlobPort?")]
    [InlineData("Gecoder", "did you mean Geocoder?")]
    [InlineData("Geocode", "did you mean Geocoder?")]
    [InlineData("Mailr", "did you mean Mailer?")]
    [InlineData("Confirmaton", "did you mean Confirmation?")]
    [InlineData("AzureWebJobStorage", "did you mean AzureWebJobsStorage?")]
    [InlineData("Encrytion:CurrentKey", "did you mean Encryption?")]
    [InlineData("AzureMap:ClientId", "did you mean AzureMaps?")]
    [InlineData("Authentcation:Schemes:Bearer:Authority", "did you mean Authentication?")]
    [InlineData("Logging:LogLevel:Default", "must be one of Trace")]
    [InlineData("Mail_Smtp_Host", "did you mean Mail__Smtp__Host?")]
    [InlineData("Mail.From", "did you mean Mail__From?")]
    public void Name_ThatIsMisspelt_IsRefusedWithTheOneThatIsMeant(string name, string sentence)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => SettingRules.Check(Configure((name, "secret"))));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("MAILTO")]
    [InlineData("MAIL_FROM")]
    [InlineData("CITY")]
    [InlineData("HOME")]
    [InlineData("PORT")]
    [InlineData("host")]
    [InlineData("workerId")]
    [InlineData("functions-uri")]
    [InlineData("AzureWebJobsScriptRoot")]
    [InlineData("AzureWebJobsFeatureFlags")]
    [InlineData("AZURE_CLIENT_ID")]
    [InlineData("AzureFunctionsJobHost:extensions:queues:batchSize")]
    [InlineData("Logging:Console:FormatterName")]
    [InlineData("ConnectionStrings:Other")]
    [InlineData("OTEL_SERVICE_NAME")]
    [InlineData("WEBSITE_SITE_NAME")]
    public void Name_OfSomebodyElse_IsLeftAlone(string name) => SettingRules.Check(Configure((name, "value")));

    [Fact]
    public void EverySettingOfTheRegistry_IsLeftAlone() => SettingRules.Check(Configure(
        [.. RegistrySettings.Names.Where(name => name != "AzureWebJobsStorage").Select(name => (name.Replace('{', 'a').Replace('}', 'z'), (string?)"value"))]));

    [Fact]
    public void UnknownName_ThatIsEmpty_IsNotSet() => SettingRules.Check(Configure(("Mail:Smtp:Hostt", " "), ("Gecoder", "")));

    [Theory]
    [InlineData("Mail:Smtp:Password")]
    [InlineData("AzureMaps:SubscriptionKey")]
    [InlineData("Search:ContinuationKey")]
    [InlineData("AzureWebJobsStorage")]
    public void KeyVaultReference_ThatWasNotResolved_IsRefusedByName(string name)
    {
        var failure = Assert.Throws<OptionsValidationException>(() =>
            SettingRules.Check(Configure((name, "@Microsoft.KeyVault(VaultName=hidden;SecretName=hidden)"))));

        Assert.StartsWith($"{name} is a Key Vault reference that was not resolved", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_WithTwoNamesForOneSetting_IsRefused()
    {
        var environment = new Hashtable(StringComparer.Ordinal) { ["Mail__From"] = "a@example.org", ["MAIL__FROM"] = "b@example.org", ["path"] = "", ["PATH"] = "" };

        var failure = Assert.Throws<OptionsValidationException>(() => SettingRules.CheckEnvironment(environment));

        Assert.Contains("MAIL__FROM and Mail__From", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authority", "login.microsoftonline.com/tenant", "Authority must be the https address")]
    [InlineData("Authority", "http://login.example.org", "Authority must be the https address")]
    [InlineData("Authority", "https://login.example.org", "no Authentication:Schemes:Bearer:ValidAudiences:0")]
    [InlineData("Audience", "api://registry", "Audience is not known")]
    [InlineData("ValidAudience", "api://registry", "none says who signs access tokens")]
    [InlineData("MetadataAddress", "login.example.org", "MetadataAddress must be an https address")]
    [InlineData("RequireHttpsMetadata", "perhaps", "RequireHttpsMetadata must be true or false")]
    [InlineData("RefreshInterval", "soon", "RefreshInterval must be a time")]
    [InlineData("BackchannelTimeout", "-00:00:10", "BackchannelTimeout must be a time")]
    [InlineData("Authentication:Scheme:Bearer:Authority", "https://login.example.org", "Authentication:Scheme is not known")]
    [InlineData("Authentication:Schemes:Barer:Authority", "https://login.example.org", "Authentication:Schemes:Barer is not known")]
    [InlineData("Limits:SearchesPerMinute", "many", "Limits:SearchesPerMinute")]
    [InlineData("Limits:SearchesPerMinute", "99999999999", "Limits:SearchesPerMinute")]
    [InlineData("Geocoder", "google", "Geocoder must be streetGrid or azureMaps")]
    [InlineData("Geocoder", "azureMaps", "set AzureMaps:ClientId")]
    [InlineData("AzureMaps:ClientId", "01234567-89ab-cdef-0123-456789abcdef", "Geocoder is not set")]
    [InlineData("AzureMaps:SubscriptionKey", "secret", "Geocoder is not set")]
    [InlineData("Beats:Property", "beat_num", "there is no map of beats")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER must be")]
    [InlineData("Mailer", "smtp", "set Mail:Smtp:Host")]
    [InlineData("Confirmation", "required", "there is no mailer")]
    [InlineData("Mail:Smtp:Hostt", "mail.example.org", "did you mean Mail:Smtp:Host?")]
    public void Registry_WithASettingThatIsWrong_IsNotPutTogether(string name, string value, string sentence)
    {
        var path = !name.Contains(':', StringComparison.Ordinal) && !KnownSettings.IsRead(name) ? $"Authentication:Schemes:Bearer:{name}" : name;
        var configuration = Configure(
            ("AzureWebJobsStorage:accountName", "registry"),
            ("Encryption:CurrentKey", "k1"),
            ("Encryption:Keys:k1", RegistryHost.NewKey()),
            ("Encryption:IndexKey", RegistryHost.NewKey()),
            ("Mailer", "none"),
            ("Search:ContinuationKey", RegistryHost.NewKey()),
            (path, value));

        var failure = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddRegistry(configuration));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0:Value", "c2VjcmV0", "SigningKeys:0:Value must be 32 random bytes")]
    [InlineData("0:Value", "secret!", "SigningKeys:0:Value must be 32 random bytes")]
    [InlineData("0:Value", "", "SigningKeys:0:Value must be 32 random bytes")]
    [InlineData("0:Issuer", "another", "SigningKeys:0:Issuer must be one of")]
    [InlineData("1:Issuer", "registry-tests", "SigningKeys:1:Value must be 32 random bytes")]
    [InlineData("0:Key", "secret", "SigningKeys:0:Key is not known")]
    public void SigningKey_ThatIsWrong_IsRefusedByName(string name, string value, string sentence)
    {
        const string Scheme = "Authentication:Schemes:Bearer";
        var configuration = Configure(
            ($"{Scheme}:ValidIssuer", "registry-tests"),
            ($"{Scheme}:SigningKeys:0:Issuer", "registry-tests"),
            ($"{Scheme}:SigningKeys:0:Value", RegistryHost.NewKey()));
        BearerSettings.Check(configuration);
        configuration[$"{Scheme}:SigningKeys:{name}"] = value;

        var failure = Assert.Throws<OptionsValidationException>(() => BearerSettings.Check(configuration));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_OfASettingInTheEnvironment_TellTheVariableToo()
    {
        var failure = new OptionsValidationException("Mail", typeof(object), ["Mail:Smtp:Port must be a port from 1 to 65535, such as 587.", "City:State is missing"]);

        Assert.Equal(
            $"Mail:Smtp:Port must be a port from 1 to 65535, such as 587. In the environment it is Mail__Smtp__Port.{Environment.NewLine}City:State is missing.",
            SettingFailures.Sentences(failure, name => name == "Mail__Smtp__Port"));
    }

    private static IConfigurationRoot Configure(params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection();
        configuration.AddCitySample();
        var root = configuration.Build();
        foreach (var (name, value) in settings)
        {
            root[name] = value;
        }

        return root;
    }
}
