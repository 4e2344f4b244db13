using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Storage;

public sealed class StorageConnectionTests
{
    private const string ClientId = "76543210-1111-2222-3333-444455556666";
    private const string ConnectionString =
        "DefaultEndpointsProtocol=https;AccountName=registry;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net";

    [Fact]
    public void Storage_ConnectionString_IsTheAccountItNames()
    {
        var (tables, blobs, queues) = Clients(("AzureWebJobsStorage", ConnectionString));

        Assert.Equal(new Uri("https://registry.table.core.windows.net/"), tables.Uri);
        Assert.Equal(new Uri("https://registry.blob.core.windows.net/"), blobs.Uri);
        Assert.Equal(new Uri("https://registry.queue.core.windows.net/"), queues.Uri);
        Assert.Equal(("registry", "registry", "registry"), (tables.AccountName, blobs.AccountName, queues.AccountName));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("UseDevelopmentStorage=true;")]
    public void Storage_DevelopmentStorage_IsTheEmulatorOnThisComputer(string setting)
    {
        var (tables, blobs, queues) = Clients(("AzureWebJobsStorage", setting));

        Assert.Equal(new Uri("http://127.0.0.1:10000/devstoreaccount1"), blobs.Uri);
        Assert.Equal(new Uri("http://127.0.0.1:10001/devstoreaccount1"), queues.Uri);
        Assert.Equal(new Uri("http://127.0.0.1:10002/devstoreaccount1"), tables.Uri);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Storage_AccountNameAndManagedIdentity_IsTheAccountInThePublicCloud(string? emptyConnectionString)
    {
        var (tables, blobs, queues) = Clients(
            ("AzureWebJobsStorage", emptyConnectionString),
            ("AzureWebJobsStorage:accountName", "registry"),
            ("AzureWebJobsStorage:credential", "managedidentity"),
            ("AzureWebJobsStorage:clientId", ClientId));

        Assert.Equal(new Uri("https://registry.table.core.windows.net/"), tables.Uri);
        Assert.Equal(new Uri("https://registry.blob.core.windows.net/"), blobs.Uri);
        Assert.Equal(new Uri("https://registry.queue.core.windows.net/"), queues.Uri);
        Assert.Equal(("registry", "registry", "registry"), (tables.AccountName, blobs.AccountName, queues.AccountName));
        Assert.False(blobs.CanGenerateAccountSasUri);
    }

    [Fact]
    public void Storage_ServiceUris_AreWhereTheyLeadInAnyCloud()
    {
        var (tables, blobs, queues) = Clients(
            ("AzureWebJobsStorage:blobServiceUri", "https://registry.blob.core.usgovcloudapi.net/"),
            ("AzureWebJobsStorage:queueServiceUri", "https://registry.queue.core.usgovcloudapi.net/"),
            ("AzureWebJobsStorage:tableServiceUri", "https://registry.table.core.usgovcloudapi.net/"));

        Assert.Equal(new Uri("https://registry.table.core.usgovcloudapi.net/"), tables.Uri);
        Assert.Equal(new Uri("https://registry.blob.core.usgovcloudapi.net/"), blobs.Uri);
        Assert.Equal(new Uri("https://registry.queue.core.usgovcloudapi.net/"), queues.Uri);
    }

    [Theory]
    [InlineData("managedidentity", ClientId, typeof(ManagedIdentityCredential))]
    [InlineData("ManagedIdentity", null, typeof(ManagedIdentityCredential))]
    [InlineData(null, ClientId, typeof(DefaultAzureCredential))]
    [InlineData("", "", typeof(DefaultAzureCredential))]
    public void Storage_Credential_IsTheOneThatTheFunctionsHostSignsInWith(string? credential, string? clientId, Type expected)
    {
        var connection = Read(
            ("AzureWebJobsStorage:accountName", "registry"),
            ("AzureWebJobsStorage:credential", credential),
            ("AzureWebJobsStorage:clientId", clientId));

        Assert.IsType(expected, Assert.IsType<StorageConnection.WithIdentity>(connection).Credential);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage is not set")]
    [InlineData("AzureWebJobsStorage is not set", "AzureWebJobsStorage", " ")]
    [InlineData("is not a connection string", "AzureWebJobsStorage", "secret")]
    [InlineData("is not a connection string", "AzureWebJobsStorage", "AccountName=registry;AccountKey=secret")]
    [InlineData("not both", "AzureWebJobsStorage", ConnectionString, "AzureWebJobsStorage:accountName", "secret")]
    [InlineData("not both", "AzureWebJobsStorage", ConnectionString, "AzureWebJobsStorage:credential", "managedidentity")]
    [InlineData("not both", "AzureWebJobsStorage:accountName", "secret", "AzureWebJobsStorage:tableServiceUri", "https://secret.example.org")]
    [InlineData("AzureWebJobsStorage:accountName is not set", "AzureWebJobsStorage:credential", "managedidentity")]
    [InlineData("AzureWebJobsStorage:accountName is not set", "AzureWebJobsStorage:clientId", ClientId)]
    [InlineData("AzureWebJobsStorage:accountName must be", "AzureWebJobsStorage:accountName", "https://secret.blob.core.windows.net")]
    [InlineData("AzureWebJobsStorage:accountName must be", "AzureWebJobsStorage:accountName", "secret.example.org/")]
    [InlineData("AzureWebJobsStorage:queueServiceUri is not set", "AzureWebJobsStorage:blobServiceUri", "https://secret.example.org")]
    [InlineData("AzureWebJobsStorage:credential must be", "AzureWebJobsStorage:accountName", "registry", "AzureWebJobsStorage:credential", "secret")]
    [InlineData("AzureWebJobsStorage:clientId must be", "AzureWebJobsStorage:accountName", "registry", "AzureWebJobsStorage:clientId", "secret")]
    [InlineData("AzureWebJobsStorage:clientSecret is not known", "AzureWebJobsStorage:accountName", "registry", "AzureWebJobsStorage:clientSecret", "secret")]
    public void Storage_ContradictoryOrIncompleteSettings_StopTheStartWithASentenceThatShowsNoValue(string sentence, params string[] namesAndValues)
    {
        var settings = namesAndValues.Chunk(2).Select(pair => (pair[0], (string?)pair[1])).ToArray();

        var exception = Assert.Throws<OptionsValidationException>(() => Clients(settings));

        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.All(["secret", "c2VjcmV0"], value => Assert.DoesNotContain(value, exception.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("registry.blob.core.windows.net")]
    [InlineData("http://registry.blob.core.windows.net")]
    [InlineData("https://registry.blob.core.windows.net/?sv=2025&sig=secret")]
    [InlineData("https://name:secret@registry.blob.core.windows.net")]
    public void Storage_ServiceUriThatIsNoPlainHttpsAddress_StopsTheStartAndIsNotShown(string address)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(
            ("AzureWebJobsStorage:blobServiceUri", address),
            ("AzureWebJobsStorage:queueServiceUri", "https://registry.queue.core.windows.net"),
            ("AzureWebJobsStorage:tableServiceUri", "https://registry.table.core.windows.net")));

        Assert.Contains("AzureWebJobsStorage:blobServiceUri must be", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_ConnectionStringPrinted_ShowsNoKey() =>
        Assert.DoesNotContain("c2VjcmV0", $"{Read(("AzureWebJobsStorage", ConnectionString))}", StringComparison.Ordinal);

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", "registry", null)]
    [InlineData("AzureWebJobsStorage:accountName", "", "UseDevelopmentStorage=true")]
    [InlineData("AzureWebJobsStorage", "", "UseDevelopmentStorage=true")]
    [InlineData("AzureWebJobsStorage", ConnectionString, ConnectionString)]
    public async Task LocalHost_StorageThatTheSettingsName_IsNotReplacedByDevelopmentStorage(string name, string value, string? expected)
    {
        var options = new InProcessFunctionsHostOptions { FunctionClasses = [], Settings = new Dictionary<string, string?> { [name] = value } };

        await using var host = await InProcessFunctionsHost.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.Equal(expected, host.Services.GetRequiredService<IConfiguration>()["AzureWebJobsStorage"]);
    }

    private static StorageConnection Read(params (string Name, string? Value)[] settings) => StorageConnection.Read(Configure(settings));

    private static (TableServiceClient Tables, BlobServiceClient Blobs, QueueServiceClient Queues) Clients(params (string Name, string? Value)[] settings)
    {
        var services = new ServiceCollection().AddStorage(Configure(settings)).BuildServiceProvider();
        return (services.GetRequiredService<TableServiceClient>(), services.GetRequiredService<BlobServiceClient>(), services.GetRequiredService<QueueServiceClient>());
    }

    private static IConfiguration Configure(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
}
