using System.Text.Json;
using Microsoft.Extensions.Configuration;
using ServerlessRegistry.City;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Infrastructure;

public sealed class LocalSettingsSampleTests
{
    private static readonly Dictionary<string, string> Sample = Read();

    [Fact]
    public void Sample_EachSetting_IsReadBySomething() =>
        Assert.All(Sample.Keys, name => Assert.True(KnownSettings.IsRead(name), $"Nothing reads {name}."));

    [Fact]
    public void Sample_City_IsTheShippedOneWhole()
    {
        var shipped = new ConfigurationBuilder().AddCitySample().Build().AsEnumerable()
            .Where(setting => setting.Value is not null)
            .Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!));

        var sample = Sample
            .Where(setting => setting.Key.StartsWith("City__", StringComparison.Ordinal))
            .Select(setting => (setting.Key, setting.Value));
        Assert.Equal(shipped.Order(), sample.Order());
    }

    [Fact]
    public void Sample_CopiedAsItIs_RunsOnDevelopmentStorageTheStreetGridAndTheOutbox()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Sample.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .Build();

        Assert.Equal(new StorageConnection.WithConnectionString("UseDevelopmentStorage=true"), StorageConnection.Read(configuration));
        Assert.Null(GeocoderOptions.Read(configuration).AzureMaps);
        Assert.False(DisclosureOptions.From(configuration).WithholdCaseNumbers);
        var mail = MailOptions.Read(configuration, isStorageOnThisMachine: true);
        Assert.Equal((MailerKind.Outbox, true), (mail.Mailer, mail.IsConfirmationRequired));
    }

    private static Dictionary<string, string> Read()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AzuriteFixture.RepositoryRoot, "local.settings.sample.json")));
        Assert.False(file.RootElement.GetProperty("IsEncrypted").GetBoolean());
        return file.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!);
    }
}
