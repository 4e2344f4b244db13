using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Tests.Encryption;

public sealed class KeySettingsTests
{
    private const string RemoteStorage = "DefaultEndpointsProtocol=https;AccountName=registry;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net";
    private const string Key = "c2VjcmV0LWtleS1vZi0zMi1ieXRlcy1pbi1iYXNlNjQ=";
    private const string OtherKey = "b3RoZXItLWtleS1vZi0zMi1ieXRlcy1pbi1iYXNlNjQ=";
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://secret.vault.azure.net/secrets/k2026)";

    [Fact]
    public void Keys_CurrentAndOlder_AreTheRing()
    {
        var ring = Read(
            ("AzureWebJobsStorage", RemoteStorage),
            ("Encryption:CurrentKey", "K2026"),
            ("Encryption:Keys:k2025", $" {Key} "),
            ("Encryption:Keys:K2026", OtherKey),
            ("Encryption:Keys:unused", ""),
            ("Encryption:IndexKey", RegistryHost.NewKey()),
            ("Encryption:KeyFile", ""));

        Assert.Equal("k2026", ring.CurrentKeyId);
        Assert.Equal(["k2025", "k2026"], ring.KeyIds.Order());
    }

    [Theory]
    [InlineData("Encryption:Keys has no key, and the storage is not on this machine")]
    [InlineData("Encryption:Keys has no key, and the storage is not on this machine", "Encryption:KeyFile", "/tmp/secret/keys.json")]
    [InlineData("Encryption:Keys has no key", "Encryption:CurrentKey", "secret")]
    [InlineData("Encryption:Keys has no key", "Encryption:IndexKey", Key)]
    [InlineData("Encryption:CurrentKey is not set", "Encryption:Keys:k1", Key, "Encryption:IndexKey", OtherKey)]
    [InlineData("Encryption:CurrentKey names none of the keys", "Encryption:Keys:k1", Key, "Encryption:CurrentKey", "secret", "Encryption:IndexKey", OtherKey)]
    [InlineData("Encryption:CurrentKey is a Key Vault reference", "Encryption:Keys:k1", Key, "Encryption:CurrentKey", Reference)]
    [InlineData("Encryption:IndexKey is not set", "Encryption:Keys:k1", Key, "Encryption:CurrentKey", "k1")]
    [InlineData("Encryption:IndexKey must be 32 random bytes", "Encryption:Keys:k1", Key, "Encryption:CurrentKey", "k1", "Encryption:IndexKey", "secret")]
    [InlineData("Encryption:IndexKey is a Key Vault reference", "Encryption:Keys:k1", Key, "Encryption:CurrentKey", "k1", "Encryption:IndexKey", Reference)]
    [InlineData("Encryption:Keys:k1 must be 32 random bytes", "Encryption:Keys:k1", "secret")]
    [InlineData("Encryption:Keys:k1 must be 32 random bytes", "Encryption:Keys:k1", "c2VjcmV0LWtleQ==")]
    [InlineData("Encryption:Keys:k1 must be 32 random bytes", "Encryption:Keys:k1", "c2VjcmV0LWtleS1vZi0zMy1ieXRlcy1pbi1iYXNlNjQh")]
    [InlineData("Encryption:Keys:k1 is a Key Vault reference", "Encryption:Keys:k1", Reference)]
    [InlineData("Encryption:Keys has a key whose id", "Encryption:Keys:secret-1", Key)]
    [InlineData("Encryption:Keys has a key whose id", "Encryption:Keys:secret1890123456789012345678901234", Key)]
    [InlineData("Encryption:Keys has a key whose id", "Encryption:Keys:ключ", Key)]
    [InlineData("under two names, k1 and k2", "Encryption:Keys:k1", Key, "Encryption:Keys:k2", Key, "Encryption:CurrentKey", "k1", "Encryption:IndexKey", OtherKey)]
    [InlineData("under two names, k1 and IndexKey", "Encryption:Keys:k1", Key, "Encryption:CurrentKey", "k1", "Encryption:IndexKey", Key)]
    [InlineData("not both", "Encryption:Keys:k1", Key, "Encryption:KeyFile", "/tmp/secret/keys.json")]
    public void Keys_MissingOrWrong_StopTheStartWithASentenceThatShowsNoValue(string sentence, params string[] namesAndValues)
    {
        var settings = namesAndValues.Chunk(2).Select(pair => (pair[0], (string?)pair[1])).Append(("AzureWebJobsStorage", RemoteStorage)).ToArray();

        var exception = Assert.Throws<OptionsValidationException>(() => Read(settings));

        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.All(["secret", "c2Vj", "b3Ro"], value => Assert.DoesNotContain(value, exception.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0LWtleQ==;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://localhost:2/a;TableEndpoint=http://[::1]:3/a;")]
    public void NoKeys_StorageOnThisMachine_MakesAKeyFile(string storage)
    {
        using var folder = new KeyFolder();

        var ring = Read(("AzureWebJobsStorage", storage), ("Encryption:KeyFile", folder.File));

        Assert.Equal("local", ring.CurrentKeyId);
        Assert.True(File.Exists(folder.File));
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0LWtleQ==;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:2/a;TableEndpoint=http://tables.example.org/a;")]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage.example.org")]
    [InlineData("AzureWebJobsStorage:accountName", "localhost")]
    public void NoKeys_AnyPartOfTheStorageElsewhere_MakesNoKeyFile(string name, string value)
    {
        using var folder = new KeyFolder();

        Assert.Throws<OptionsValidationException>(() => Read((name, value), ("Encryption:KeyFile", folder.File)));

        Assert.False(File.Exists(folder.File));
    }

    private static KeyRing Read(params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
        return new ServiceCollection().AddEncryption(configuration).BuildServiceProvider().GetRequiredService<KeyRing>();
    }
}
