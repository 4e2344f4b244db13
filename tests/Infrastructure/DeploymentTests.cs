using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;
using Azure.Identity;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Access;
using ServerlessRegistry.Beats;
using ServerlessRegistry.City;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>What the deployment makes is what the code needs: no more, no less.</summary>
public sealed class DeploymentTests(BicepFixture bicep)
{
    private const string Dev = BicepFixture.Dev;
    private const string Prod = BicepFixture.Prod;

    private static readonly IReadOnlyList<ParameterInfo> TriggerParameters =
        [.. typeof(Program).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters())];

    [Fact]
    public void Tables_AreThoseOfTheRegistry()
    {
        var deployment = BicepFixture.Reviewed(Prod);

        Assert.Equal(StorageNames.Tables.Order(), deployment.Names("Microsoft.Storage/storageAccounts/tableServices/tables").Order());
    }

    [Fact]
    public void Queues_AreThoseOfTheRegistryWithTheirPoisonQueuesAndTheOneForBlobs()
    {
        var deployment = BicepFixture.Reviewed(Prod);

        var queues = deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues");

        var expected = StorageNames.Queues.SelectMany(queue => (string[])[queue, $"{queue}-poison"]).Append(StorageNames.BlobTriggerPoison);
        Assert.Equal(expected.Order(), queues.Order());
        Assert.Subset(
            queues.ToHashSet(),
            TriggerParameters.Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName).OfType<string>().ToHashSet());
    }

    [Fact]
    public void Containers_AreThoseOfTheRegistryAndTheHostAndOfWhatTheTemplatesPutThere()
    {
        var deployment = BicepFixture.Reviewed(Prod);

        // The host makes its two itself where they are missing; they are here so that the app has no role on more than it needs.
        string[] expected =
        [
            .. StorageNames.Containers,
            "azure-webjobs-hosts",
            "azure-webjobs-secrets",
            "packages",
            deployment.AppSettings["Beats__Blob"].Split('/')[0],
            deployment.Only("Microsoft.EventGrid/systemTopics/eventSubscriptions").At("deadLetterWithResourceIdentity", "deadLetterDestination", "properties", "blobContainerName").GetString()!,
        ];
        const string type = "Microsoft.Storage/storageAccounts/blobServices/containers";
        Assert.Equal(expected.Order(), deployment.Names(type).Order());
        Assert.All(
            deployment.Resources(type),
            container => Assert.Equal("None", container.At("properties", "publicAccess").GetString()));
    }

    [Fact]
    public void AuditLog_LinesMayBeAppendedAndNoneChanged()
    {
        foreach (var file in (string[])[Dev, Prod])
        {
            var policy = Assert.Single(BicepFixture.Reviewed(file).Resources("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"));

            Assert.EndsWith($"/containers/{StorageNames.Audit}/immutabilityPolicies/default", policy.GetProperty("id").GetString(), StringComparison.Ordinal);
            Assert.True(policy.At("properties", "allowProtectedAppendWrites").GetBoolean());
            Assert.True(policy.At("properties", "immutabilityPeriodSinceCreationInDays").GetInt32() >= 1);
        }
    }

    [Fact]
    public async Task AuditLog_Locked_IsNothingThatADeploymentWritesTo()
    {
        var deployment = await bicep.PredictAsync(await bicep.ChangeAsync(Prod, "param logRetentionDays", "param isAuditLocked = true\nparam logRetentionDays"));

        Assert.Empty(deployment.Resources("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"));
    }

    [Fact]
    public void Blobs_Deleted_CanBeBroughtBackAndLeaveNoVersions()
    {
        var blobs = BicepFixture.Reviewed(Prod).Only("Microsoft.Storage/storageAccounts/blobServices");

        Assert.All(
            (string[])["deleteRetentionPolicy", "containerDeleteRetentionPolicy"],
            policy => Assert.Equal((true, 30), (blobs.At(policy, "enabled").GetBoolean(), blobs.At(policy, "days").GetInt32())));
        Assert.False(blobs.TryGetProperty("isVersioningEnabled", out _));
    }

    [Fact]
    public void Lifecycle_ForgetsRequestsAndReceiptsAndNothingThatIsKept()
    {
        var rules = BicepFixture.Reviewed(Prod).Only("Microsoft.Storage/storageAccounts/managementPolicies").At("policy", "rules");

        var prefixes = rules.EnumerateArray()
            .SelectMany(rule => rule.At("definition", "filters", "prefixMatch").EnumerateArray())
            .Select(prefix => prefix.GetString()!);

        Assert.Equal(["azure-webjobs-hosts/blobreceipts/", "placard-events-undelivered/", $"{StorageNames.PlacardRequests}/"], prefixes.Order());
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void AppSettings_EachOne_IsReadBySomething(string file)
    {
        var deployment = BicepFixture.Reviewed(file);

        Assert.All(deployment.AppSettings.Keys, name => Assert.True(KnownSettings.IsRead(name), $"Nothing reads {name}."));
    }

    [Fact]
    public async Task AppSettings_EachSettingOfTheSample_CanBeSetOrHasNoPlaceInAzure()
    {
        var deployment = await bicep.PredictAsync(
            await WithEverythingAsync(),
            ("REGISTRY_BEATS", "beats.geojson"),
            ("REGISTRY_MAIL_HOST", "smtp.springfield.example"),
            ("REGISTRY_MAIL_FROM", "registry@springfield.example"),
            ("REGISTRY_MAIL_USER_NAME", "registry"));
        var set = deployment.AppSettings.Keys.Select(KnownSettings.WithoutNumber).ToHashSet();

        using var sample = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(AzuriteFixture.RepositoryRoot, "local.settings.sample.json"), TestContext.Current.CancellationToken));
        var needed = sample.RootElement.GetProperty("Values").EnumerateObject().Select(setting => KnownSettings.WithoutNumber(setting.Name)).Distinct();

        Assert.Equal([], needed.Where(KnownSettings.IsForAzure).Except(set));
        Assert.Equal([], set.Where(name => !KnownSettings.IsForAzure(name)));
    }

    [Fact]
    public async Task AppSettings_Mail_AreThoseOfTheParameter()
    {
        var deployment = await bicep.PredictAsync(
            await WithEverythingAsync(), ("REGISTRY_MAIL_HOST", "smtp.springfield.example"), ("REGISTRY_MAIL_FROM", "registry@springfield.example"));

        var mail = MailOptions.Read(deployment.Configuration(), isStorageOnThisMachine: false);

        Assert.Equal(("Springfield Cameras", "help@springfield.example", TimeSpan.FromSeconds(20)), (mail.FromName, mail.ReplyTo, mail.RetryDelay));
        Assert.Equal((SmtpSecurity.Tls, TimeSpan.FromSeconds(15)), (mail.Smtp!.Security, mail.Smtp.Timeout));
    }

    [Fact]
    public void AppSettings_BeatsAndLimits_AreReadAsTheyAreGiven()
    {
        var configuration = BicepFixture.Reviewed(Prod).Configuration();

        var beats = BeatOptions.Read(configuration);

        Assert.Equal(("settings/beats.geojson", "beat", null), (beats.Blob, beats.Property, beats.File));
        using var limits = OfficerLimits.From(configuration);
    }

    [Fact]
    public void AppSettings_OfTheHost_AreThoseThatFlexConsumptionTakes()
    {
        var settings = BicepFixture.Reviewed(Dev).AppSettings;

        Assert.Equal($"ClientId={PredictedDeployment.ManagedIdentityClientId};Authorization=AAD", settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]);
        Assert.Equal(("registry", "managedidentity"), (settings["AzureWebJobsStorage__accountName"], settings["AzureWebJobsStorage__credential"]));
        // functionAppConfig has their place: Flex Consumption refuses some of them and passes over the others.
        Assert.All(
            ["FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_CONTENTSHARE", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_VNET_ROUTE_ALL"],
            name => Assert.DoesNotContain(name, settings.Keys));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void AppSettings_StorageAndGeocoder_AreReachedWithTheIdentityAndNoSecret(string file)
    {
        var configuration = BicepFixture.Reviewed(file).Configuration();

        var storage = Assert.IsType<StorageConnection.WithIdentity>(StorageConnection.Read(configuration));
        var maps = GeocoderOptions.Read(configuration).AzureMaps;

        Assert.IsType<ManagedIdentityCredential>(storage.Credential);
        Assert.Equal(PredictedDeployment.ManagedIdentityClientId, configuration["AzureWebJobsStorage:clientId"]);
        Assert.Equal(PredictedDeployment.ManagedIdentityClientId, maps?.ManagedIdentityClientId);
        Assert.Null(maps?.SubscriptionKey);
    }

    [Fact]
    public void AppSettings_Tokens_AreThoseOfTheTenantForTheApi()
    {
        var deployment = BicepFixture.Reviewed(Prod);
        var configuration = deployment.Configuration();
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddAccess(configuration).BuildServiceProvider();

        var bearer = services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

        Assert.Equal($"https://login.microsoftonline.com/{BicepFixture.TenantId}/v2.0", bearer.Authority);
        Assert.Equal([BicepFixture.ClientId, $"api://{BicepFixture.ClientId}"], bearer.TokenValidationParameters.ValidAudiences);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void AppSettings_City_IsWholeAndLeavesNothingToTheSampleButTheWording(string file)
    {
        var deployment = BicepFixture.Reviewed(file);

        var city = City(deployment);

        Assert.Equal(BicepFixture.SiteUrl, city.SiteUrl);
        Assert.Equal(
            KnownSettings.OfTheCity.Where(name => !name.StartsWith("City__Placard__", StringComparison.Ordinal)).Order(),
            CitySettings(deployment));
    }

    [Fact]
    public async Task AppSettings_CityWithItsOwnWording_PutItOnThePlacard()
    {
        var deployment = await bicep.PredictAsync(await WithWordingAsync());

        var wording = City(deployment).Placard;

        Assert.Equal("Las cámaras de este local están registradas", wording.Headline);
        Assert.Equal("Es voluntario.", wording.Statement);
        Assert.Equal("Código", wording.CodeLabel);
        Assert.Equal("Válido hasta {month} de {year}", wording.ValidThrough);
        Assert.Equal("Compruébelo en {site}", wording.Check);
        Assert.Equal(["enero", "diciembre"], [wording.Months[0], wording.Months[11]]);
        Assert.Equal(KnownSettings.OfTheCity.Order(), CitySettings(deployment));
    }

    [Fact]
    public void App_Runtime_IsTheOneThatTheCodeIsBuiltFor()
    {
        var app = BicepFixture.Reviewed(Prod).Only("Microsoft.Web/sites");
        var framework = new FrameworkName(typeof(Program).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName);

        var runtime = app.At("functionAppConfig", "runtime");

        Assert.Equal(("dotnet-isolated", framework.Version.ToString()), (runtime.GetProperty("name").GetString(), runtime.GetProperty("version").GetString()));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void App_Plan_IsFlexConsumptionAndCostsNothingWhileNobodyCalls(string file)
    {
        var deployment = BicepFixture.Reviewed(file);
        var plan = Assert.Single(deployment.Resources("Microsoft.Web/serverfarms"));
        var app = deployment.Only("Microsoft.Web/sites");

        Assert.Equal(("FC1", "FlexConsumption"), (plan.At("sku", "name").GetString(), plan.At("sku", "tier").GetString()));
        Assert.Empty(app.At("functionAppConfig", "scaleAndConcurrency", "alwaysReady").EnumerateArray());
        Assert.False(app.GetProperty("siteConfig").TryGetProperty("alwaysOn", out _));
        Assert.False(app.GetProperty("siteConfig").TryGetProperty("linuxFxVersion", out _));
    }

    [Fact]
    public void App_Package_IsFetchedWithTheIdentity()
    {
        var storage = BicepFixture.Reviewed(Prod).Only("Microsoft.Web/sites").At("functionAppConfig", "deployment", "storage");

        Assert.Equal(("blobContainer", "UserAssignedIdentity"), (storage.GetProperty("type").GetString(), storage.At("authentication", "type").GetString()));
        Assert.Matches(@"format\('storage-\{0\}'.*\.outputs\.packages\.value", storage.GetProperty("value").GetString());
        Assert.Matches(@"format\('identity-\{0\}'.*\.outputs\.id\.value", storage.At("authentication", "userAssignedIdentityResourceId").GetString());
    }

    [Fact]
    public void App_Origins_AreTheSiteAndNothingElse()
    {
        var app = BicepFixture.Reviewed(Prod).Only("Microsoft.Web/sites");

        var origins = app.GetProperty("siteConfig").GetProperty("cors").GetProperty("allowedOrigins").EnumerateArray()
            .Select(origin => origin.GetString()!)
            .ToList();

        Assert.Equal(2, origins.Count);
        Assert.Contains("outputs.origin", origins[0], StringComparison.Ordinal);
        Assert.Equal(BicepFixture.SiteUrl, origins[1]);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void Roles_OfTheApp_AreTheLeastThatTheWorkTakesEachOnOneResource(string file)
    {
        const string owner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
        const string contributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
        const string reader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

        Assert.Equal(
            ((string Scope, string Role)[])
            [
                ("Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb"), // Monitoring Metrics Publisher
                ("Microsoft.KeyVault/vaults", "4633458b-17de-408a-b874-0445c86b69e6"), // Key Vault Secrets User
                ("Microsoft.Maps/accounts", "6be48352-4f82-47c9-8d5e-0acacefdb005"), // Azure Maps Search and Render Data Reader
                ("Microsoft.Storage/storageAccounts", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"), // Storage Table Data Contributor
                ("Microsoft.Storage/storageAccounts", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"), // Storage Queue Data Contributor
                ("audit", contributor),
                ("azure-webjobs-hosts", owner),
                ("azure-webjobs-secrets", owner),
                ("packages", contributor),
                ("placard-requests", owner),
                ("placards", contributor),
                ("settings", reader),
            ],
            BicepFixture.Reviewed(file).RolesOf("format('identity-{0}'").OrderBy(role => role.Scope, StringComparer.Ordinal).ThenBy(role => role.Role, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void Roles_OfEverybodyElse_AreThatOfTheTopicOnItsContainer(string file)
    {
        var deployment = BicepFixture.Reviewed(file);

        var all = deployment.RolesOf("").Count;

        Assert.Equal([("placard-events-undelivered", "ba92f5b4-2d11-453d-a403-e96b0029c9fe")], deployment.RolesOf("Microsoft.EventGrid/systemTopics"));
        Assert.Equal(13, all);
        Assert.Empty(deployment.Resources("Microsoft.Authorization/roleDefinitions"));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public void Keys_AreOffEverywhereSoThatThereIsNoSecretToLose(string file)
    {
        var deployment = BicepFixture.Reviewed(file);
        var storage = deployment.Only("Microsoft.Storage/storageAccounts");

        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.Equal("TLS1_2", storage.GetProperty("minimumTlsVersion").GetString());
        Assert.True(deployment.Only("Microsoft.Maps/accounts").GetProperty("disableLocalAuth").GetBoolean());
        Assert.True(deployment.Only("Microsoft.Insights/components").GetProperty("DisableLocalAuth").GetBoolean());
        Assert.True(deployment.Only("Microsoft.OperationalInsights/workspaces").GetProperty("features").GetProperty("disableLocalAuth").GetBoolean());
        Assert.Equal(["ftp", "scm"], deployment.Names("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Order());
        Assert.All(
            deployment.Resources("Microsoft.Web/sites/basicPublishingCredentialsPolicies"),
            policy => Assert.False(policy.GetProperty("properties").GetProperty("allow").GetBoolean()));
    }

    [Fact]
    public void AppRegistration_Roles_AreThoseThatTheFunctionsAskFor()
    {
        using var registration = JsonDocument.Parse(File.ReadAllText(Path.Combine(bicep.Folder, "app-registration.json")));

        var roles = registration.RootElement.GetProperty("appRoles").EnumerateArray().Select(role => role.GetProperty("value").GetString()!);

        Assert.Equal(typeof(Roles).GetFields().Select(role => (string)role.GetRawConstantValue()!).Order(), roles.Order());
        Assert.Equal(2, registration.RootElement.GetProperty("api").GetProperty("requestedAccessTokenVersion").GetInt32());
    }

    private static CityProgram City(PredictedDeployment deployment) =>
        new ServiceCollection().AddCityProgram(deployment.Configuration()).BuildServiceProvider().GetRequiredService<IOptions<CityProgram>>().Value;

    private static IEnumerable<string> CitySettings(PredictedDeployment deployment) =>
        deployment.AppSettings.Keys
            .Where(name => name.StartsWith("City__", StringComparison.Ordinal))
            .Select(KnownSettings.WithoutNumber)
            .Distinct()
            .Order();

    /// <summary>A parameter file with everything that may be left out.</summary>
    private async Task<string> WithEverythingAsync()
    {
        const string last = "      userName: readEnvironmentVariable('REGISTRY_MAIL_USER_NAME', '')\n";
        var mail =
            """
                  fromName: 'Springfield Cameras'
                  replyTo: 'help@springfield.example'
                  retryDelay: '00:00:20'
                  security: 'tls'
                  timeout: '00:00:15'

            """;
        const string given = "param withholdCaseNumbers = false";
        return await bicep.ChangeAsync(await bicep.ChangeAsync(await WithWordingAsync(), last, last + mail), given, $"param confirmation = 'off'\n{given}");
    }

    private async Task<string> WithWordingAsync()
    {
        const string last = "  termsVersion: '2026-11'\n";
        var wording =
            """
              placard: {
                headline: 'Las cámaras de este local están registradas'
                statement: 'Es voluntario.'
                codeLabel: 'Código'
                validThrough: 'Válido hasta {month} de {year}'
                check: 'Compruébelo en {site}'
                months: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre']
              }

            """;
        return await bicep.ChangeAsync(Dev, last, last + wording);
    }
}
