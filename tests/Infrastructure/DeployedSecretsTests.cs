using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>Secrets are in the vault and nowhere else, and with them in place the app reads the settings that the deployment gives it.</summary>
public sealed partial class DeployedSecretsTests(BicepFixture bicep)
{
    private const string Dev = BicepFixture.Dev;
    private const string Prod = BicepFixture.Prod;

    private static readonly IReadOnlyList<(string Name, string Value)> MailServer =
    [
        ("REGISTRY_MAIL_HOST", "smtp.springfield.example"),
        ("REGISTRY_MAIL_FROM", "registry@springfield.example"),
        ("REGISTRY_MAIL_USER_NAME", "registry|application|tenant"),
    ];

    private static readonly Comparer<KeyValuePair<string, string>> ByName =
        Comparer<KeyValuePair<string, string>>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key));

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task AppSettings_Secrets_AreReferencesToTheVault(string file)
    {
        var deployment = await bicep.PredictAsync(file, MailServer);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Encryption__IndexKey"] = "encryption-index-key",
                ["Encryption__Keys__k1"] = "encryption-key-k1",
                ["Mail__Smtp__Password"] = "mail-smtp-password",
                ["Search__ContinuationKey"] = "search-continuation-key",
            }.Order(ByName),
            deployment.SecretNames.Order(ByName));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task AppSettings_NamedLikeASecret_HoldNoValue(string file)
    {
        var deployment = await bicep.PredictAsync(file, MailServer);

        var values = deployment.AppSettings.Keys
            .Where(name => SoundsLikeASecret().IsMatch(name))
            .Except(deployment.SecretNames.Keys);

        // The id of a key, not a key.
        Assert.Equal(["Encryption__CurrentKey"], values);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task Encryption_SecretsInTheVault_IsAKeyRing(string file)
    {
        var deployment = await bicep.PredictAsync(file);
        var configuration = deployment.Configuration(SecretsFor(deployment));

        var keys = KeyRing.Read(configuration);

        Assert.Equal("k1", keys.CurrentKeyId);
        Assert.Equal(["k1"], keys.KeyIds);
        Assert.NotNull(ContinuationSeal.Read(configuration));
    }

    [Fact]
    public async Task Encryption_SeveralKeys_SealsWithTheFirstAndOpensWithAll()
    {
        var deployment = await bicep.PredictAsync(await bicep.ChangeAsync(Prod, "['k1']", "['k2027_b', 'k2026']"));

        var keys = KeyRing.Read(deployment.Configuration(SecretsFor(deployment)));

        Assert.Equal("k2027_b", keys.CurrentKeyId);
        Assert.Equal(["k2026", "k2027_b"], keys.KeyIds.Order());
        Assert.Equal("encryption-key-k2027-b", deployment.SecretNames["Encryption__Keys__k2027_b"]);
        Assert.Equal("encryption-key-k2026", deployment.SecretNames["Encryption__Keys__k2026"]);
    }

    [Fact]
    public async Task Encryption_NoSecretInTheVault_StopsTheStartWithASentence()
    {
        var configuration = (await bicep.PredictAsync(Prod)).Configuration();

        var exception = Assert.Throws<OptionsValidationException>(() => KeyRing.Read(configuration));

        Assert.Contains("is a Key Vault reference that was not resolved", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("['']")]
    [InlineData("['k23456789_123456789_123456789_123']")]
    public async Task EncryptionKeys_NoneOrAnIdThatIsNotOneTo32Characters_IsRefusedBeforeTheDeployment(string keys)
    {
        var findings = await bicep.CompileParametersAsync(await bicep.ChangeAsync(Prod, "['k1']", keys));

        Assert.Contains(findings, finding => finding.StartsWith("Error", StringComparison.Ordinal) && finding.Contains("length", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task Mail_NoServer_IsNotSentAndNobodyHasToConfirm(string file)
    {
        var deployment = await bicep.PredictAsync(file);

        var mail = MailOptions.Read(deployment.Configuration(), isStorageOnThisMachine: false);

        Assert.Equal((MailerKind.None, false), (mail.Mailer, mail.IsConfirmationRequired));
        Assert.DoesNotContain(deployment.AppSettings.Keys, name => name.StartsWith("Mail", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task Mail_Server_TakesMailsWithThePasswordOfTheVault(string file)
    {
        var deployment = await bicep.PredictAsync(file, MailServer);
        var secrets = SecretsFor(deployment);

        var mail = MailOptions.Read(deployment.Configuration(secrets), isStorageOnThisMachine: false);

        Assert.Equal((MailerKind.Smtp, true), (mail.Mailer, mail.IsConfirmationRequired));
        Assert.Equal("registry@springfield.example", mail.From);
        Assert.Equal(("smtp.springfield.example", 587, SmtpSecurity.StartTls), (mail.Smtp!.Host, mail.Smtp.Port, mail.Smtp.Security));
        Assert.Equal(("registry|application|tenant", secrets["mail-smtp-password"]), (mail.Smtp.UserName, mail.Smtp.Password));
    }

    [Fact]
    public async Task Mail_ServerThatAsksNobody_NeedsNoPassword()
    {
        var deployment = await bicep.PredictAsync(Prod, [.. MailServer.Where(variable => variable.Name != "REGISTRY_MAIL_USER_NAME")]);

        var mail = MailOptions.Read(deployment.Configuration(), isStorageOnThisMachine: false);

        Assert.Equal((MailerKind.Smtp, null, null), (mail.Mailer, mail.Smtp!.UserName, mail.Smtp.Password));
        Assert.DoesNotContain("mail-smtp-password", deployment.SecretNames.Values);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task CaseNumbers_WithheldOrNot_AsTheParameterSays(string parameter, bool expected)
    {
        const string given = "param withholdCaseNumbers = ";
        var deployment = await bicep.PredictAsync(await bicep.ChangeAsync(Prod, $"{given}false", $"{given}{parameter}"));

        Assert.Equal(expected, DisclosureOptions.From(deployment.Configuration()).WithholdCaseNumbers);
    }

    [Theory]
    [InlineData("required", true)]
    [InlineData("off", false)]
    public async Task Confirmation_Given_IsWhatTheAppDoes(string parameter, bool expected)
    {
        const string other = "param withholdCaseNumbers = false";
        var deployment = await bicep.PredictAsync(await bicep.ChangeAsync(Prod, other, $"{other}\nparam confirmation = '{parameter}'"), MailServer);

        var mail = MailOptions.Read(deployment.Configuration(SecretsFor(deployment)), isStorageOnThisMachine: false);

        Assert.Equal(expected, mail.IsConfirmationRequired);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task Vault_OpensToRolesOnlyAndLosesNothing(string file)
    {
        var vault = (await bicep.PredictAsync(file)).Only("Microsoft.KeyVault/vaults");

        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(vault.GetProperty("enableSoftDelete").GetBoolean());
        Assert.True(vault.GetProperty("enablePurgeProtection").GetBoolean());
        Assert.Equal(90, vault.GetProperty("softDeleteRetentionInDays").GetInt32());
        Assert.Equal(BicepFixture.TenantId, vault.GetProperty("tenantId").GetString());
        Assert.False(vault.TryGetProperty("accessPolicies", out _));
        Assert.All(
            ["enabledForDeployment", "enabledForDiskEncryption", "enabledForTemplateDeployment"],
            door => Assert.False(vault.GetProperty(door).GetBoolean(), door));
    }

    [Fact]
    public async Task Vault_IsReadWithTheAppsIdentity()
    {
        var deployment = await bicep.PredictAsync(Prod);
        var reader = Assert.Single(
            deployment.Resources("Microsoft.Authorization/roleAssignments"),
            assignment => assignment.GetProperty("id").GetString()!.Contains("/Microsoft.KeyVault/", StringComparison.Ordinal));

        Assert.Matches(@"format\('identity-\{0\}'.*\.outputs\.principalId\.value", reader.GetProperty("properties").GetProperty("principalId").GetString());
        Assert.Matches(
            @"format\('identity-\{0\}'.*\.outputs\.id\.value",
            deployment.Only("Microsoft.Web/sites").GetProperty("keyVaultReferenceIdentity").GetString());
    }

    [Fact]
    public async Task Template_TakesNoSecretAndGivesNone()
    {
        var (template, _) = await bicep.CompileAsync("main.bicep");

        Assert.DoesNotMatch("(?i)secure(string|object)|vaults/secrets|getSecret|\"keyVault\":", template);
        Assert.DoesNotMatch("\"outputs\":[^}]*list[A-Z]", template);
    }

    [Fact]
    public async Task Template_ReadsOneKey_WhichGoesIntoTheAddressOfEventsAndNowhereElse()
    {
        var (template, _) = await bicep.CompileAsync("main.bicep");

        var read = Assert.Single(ReadsOfKeys().Matches(template));

        Assert.StartsWith("\"endpointUrl\": ", read.Value, StringComparison.Ordinal);
        Assert.EndsWith("listKeys(resourceId('Microsoft.Web/sites/host', parameters('appName'), 'default'), '2024-11-01').systemKeys.blobs_extension)]\",", read.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task DeployGuide_NamesEachSecretThatTheAppNeeds(string file)
    {
        var guide = await ReadGuideAsync();
        var deployment = await bicep.PredictAsync(file, MailServer);

        Assert.All(deployment.SecretNames.Values, name => Assert.Contains(name, guide, StringComparison.Ordinal));
    }

    private static Task<string> ReadGuideAsync() =>
        File.ReadAllTextAsync(Path.Combine(AzuriteFixture.RepositoryRoot, "docs", "deploy.md"), TestContext.Current.CancellationToken);

    /// <summary>What <c>openssl rand -base64 32</c> would print, for each secret that the settings name.</summary>
    private static Dictionary<string, string> SecretsFor(PredictedDeployment deployment) =>
        deployment.SecretNames.Values.ToDictionary(name => name, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    [GeneratedRegex(@"\S.*\blist[A-Z]\w*\(.*")]
    private static partial Regex ReadsOfKeys();

    [GeneratedRegex("key|password|secret|token", RegexOptions.IgnoreCase)]
    private static partial Regex SoundsLikeASecret();
}
