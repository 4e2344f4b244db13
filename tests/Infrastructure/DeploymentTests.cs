using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Identity;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Access;
using ServerlessRegistry.City;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>What the deployment makes is what the code needs: no more, no less.</summary>
public sealed partial class DeploymentTests(BicepFixture bicep) : IClassFixture<BicepFixture>
{
    private const string Dev = "dev.bicepparam";
    private const string Prod = "prod.bicepparam";

    private static readonly IReadOnlyList<ParameterInfo> TriggerParameters =
        [.. typeof(Program).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters())];

    [Fact]
    public async Task Tables_AreThoseOfTheRegistry()
    {
        var deployment = await bicep.PredictAsync(Prod);

        Assert.Equal(StorageNames.Tables.Order(), deployment.Names("Microsoft.Storage/storageAccounts/tableServices/tables").Order());
    }

    [Fact]
    public async Task Queues_AreThoseOfTheRegistryWithTheirPoisonQueuesAndTheOneForBlobs()
    {
        var deployment = await bicep.PredictAsync(Prod);

        var queues = deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues");

        var expected = StorageNames.Queues.SelectMany(queue => (string[])[queue, $"{queue}-poison"]).Append(StorageNames.BlobTriggerPoison);
        Assert.Equal(expected.Order(), queues.Order());
        Assert.Subset(
            queues.ToHashSet(),
            TriggerParameters.Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName).OfType<string>().ToHashSet());
    }

    [Fact]
    public async Task Containers_AreThoseOfTheRegistryAndNotPublic()
    {
        var deployment = await bicep.PredictAsync(Prod);

        const string type = "Microsoft.Storage/storageAccounts/blobServices/containers";
        Assert.Equal(StorageNames.Containers.Order(), deployment.Names(type).Order());
        Assert.All(
            deployment.Resources(type),
            container => Assert.Equal("None", container.GetProperty("properties").GetProperty("publicAccess").GetString()));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task AppSettings_EachOne_IsReadBySomething(string file)
    {
        var deployment = await bicep.PredictAsync(file);

        Assert.All(deployment.AppSettings.Keys, name => Assert.True(KnownSettings.IsRead(name), $"Nothing reads {name}."));
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task AppSettings_StorageAndGeocoder_AreReachedWithTheIdentityAndNoSecret(string file)
    {
        var configuration = (await bicep.PredictAsync(file)).Configuration();

        var storage = Assert.IsType<StorageConnection.WithIdentity>(StorageConnection.Read(configuration));
        var maps = GeocoderOptions.Read(configuration).AzureMaps;

        Assert.IsType<ManagedIdentityCredential>(storage.Credential);
        Assert.Equal(PredictedDeployment.ManagedIdentityClientId, configuration["AzureWebJobsStorage:clientId"]);
        Assert.Equal(PredictedDeployment.ManagedIdentityClientId, maps?.ManagedIdentityClientId);
        Assert.Null(maps?.SubscriptionKey);
    }

    [Fact]
    public async Task AppSettings_Tokens_AreThoseOfTheTenantForTheApi()
    {
        var deployment = await bicep.PredictAsync(Prod);
        var configuration = deployment.Configuration();
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddAccess(configuration).BuildServiceProvider();

        var bearer = services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

        Assert.Equal($"https://login.microsoftonline.com/{BicepFixture.TenantId}/v2.0", bearer.Authority);
        Assert.Equal([BicepFixture.ClientId, $"api://{BicepFixture.ClientId}"], bearer.TokenValidationParameters.ValidAudiences);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task AppSettings_City_IsWholeAndLeavesNothingToTheSampleButTheWording(string file)
    {
        var deployment = await bicep.PredictAsync(file);

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
    public async Task App_Runtime_IsTheOneThatTheCodeIsBuiltFor()
    {
        var app = (await bicep.PredictAsync(Prod)).Only("Microsoft.Web/sites");
        var framework = new FrameworkName(typeof(Program).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName);

        Assert.Equal($"DOTNET-ISOLATED|{framework.Version}", app.GetProperty("siteConfig").GetProperty("linuxFxVersion").GetString());
    }

    [Fact]
    public async Task App_Origins_AreTheSiteAndNothingElse()
    {
        var app = (await bicep.PredictAsync(Prod)).Only("Microsoft.Web/sites");

        var origins = app.GetProperty("siteConfig").GetProperty("cors").GetProperty("allowedOrigins").EnumerateArray()
            .Select(origin => origin.GetString()!)
            .ToList();

        Assert.Equal(2, origins.Count);
        Assert.Contains("outputs.origin", origins[0], StringComparison.Ordinal);
        Assert.Equal(BicepFixture.SiteUrl, origins[1]);
    }

    [Fact]
    public async Task App_ContainerScan_HasAMachineThatAlwaysRunsAndMaySwitchTheStorageLogsOn()
    {
        Assert.Contains(
            TriggerParameters,
            parameter => parameter.GetCustomAttribute<BlobTriggerAttribute>()?.Source == BlobTriggerSource.LogsAndContainerScan);
        var deployment = await bicep.PredictAsync(Dev);

        var role = Assert.Single(deployment.Resources("Microsoft.Authorization/roleDefinitions"));

        Assert.True(deployment.Only("Microsoft.Web/sites").GetProperty("siteConfig").GetProperty("alwaysOn").GetBoolean());
        Assert.Equal(
            ["Microsoft.Storage/storageAccounts/blobServices/read", "Microsoft.Storage/storageAccounts/blobServices/write"],
            role.GetProperty("properties").GetProperty("permissions")[0].GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        Assert.Contains(RoleIds(deployment, "Microsoft.Storage"), id => id == role.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task Roles_BuiltIn_AreTheLeastThatTheWorkTakesEachOnOneResource(string file)
    {
        var deployment = await bicep.PredictAsync(file);
        var custom = deployment.Names("Microsoft.Authorization/roleDefinitions");

        // Storage Blob Data Owner, Storage Queue Data Contributor, Storage Table Data Contributor.
        Assert.Equal(
            ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"],
            RoleIds(deployment, "Microsoft.Storage").Except(custom).Order());

        // Azure Maps Search and Render Data Reader.
        Assert.Equal(["6be48352-4f82-47c9-8d5e-0acacefdb005"], RoleIds(deployment, "Microsoft.Maps"));

        // Monitoring Metrics Publisher.
        Assert.Equal(["3913510d-42f4-4e42-8a64-420c390055eb"], RoleIds(deployment, "Microsoft.Insights"));

        // Key Vault Secrets User.
        Assert.Equal(["4633458b-17de-408a-b874-0445c86b69e6"], RoleIds(deployment, "Microsoft.KeyVault"));
        Assert.Equal(7, deployment.Resources("Microsoft.Authorization/roleAssignments").Count);
    }

    [Theory]
    [InlineData(Dev)]
    [InlineData(Prod)]
    public async Task Keys_AreOffEverywhereSoThatThereIsNoSecretToLose(string file)
    {
        var deployment = await bicep.PredictAsync(file);
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
    public async Task AzureYaml_Services_AreTagsOfTheResourcesTheyAreDeployedTo()
    {
        var deployment = await bicep.PredictAsync(Dev);
        var yaml = await File.ReadAllTextAsync(Path.Combine(AzuriteFixture.RepositoryRoot, "azure.yaml"), TestContext.Current.CancellationToken);
        var services = ServiceName().Matches(yaml[yaml.IndexOf("\nservices:", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value);

        var tags = ((string[])["Microsoft.Web/sites", "Microsoft.Web/staticSites"])
            .SelectMany(deployment.Resources)
            .Select(resource => resource.GetProperty("tags").GetProperty("azd-service-name").GetString());

        Assert.Equal(services.Order(), tags.Order());
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

    private static IEnumerable<string> RoleIds(PredictedDeployment deployment, string provider) =>
        deployment.Resources("Microsoft.Authorization/roleAssignments")
            .Where(assignment => assignment.GetProperty("id").GetString()!.Contains($"/providers/{provider}/", StringComparison.Ordinal))
            .Select(assignment => assignment.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!.Split('/')[^1]);

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

    [GeneratedRegex(@"^  (\w+):\r?$", RegexOptions.Multiline)]
    private static partial Regex ServiceName();
}
