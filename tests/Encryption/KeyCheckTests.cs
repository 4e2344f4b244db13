using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Localhost.Azurite;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Tests.Localhost;

namespace ServerlessRegistry.Tests.Encryption;

/// <summary>What a registry does that is started with keys that do not fit its storage.</summary>
[Collection(nameof(StartTests))]
public sealed class KeyCheckTests(AzuriteFixture azurite)
{
    private static readonly string IndexKey = RegistryHost.NewKey();
    private static readonly (string Id, string Key) Old = ("old", RegistryHost.NewKey());
    private static readonly (string Id, string Key) New = ("new", RegistryHost.NewKey());
    private static readonly (string Id, string Key) OtherOld = ("old", RegistryHost.NewKey());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_SameKeysAgain_OpensWhatWasRegisteredBefore()
    {
        var account = azurite.NewAccount();
        (string Id, string Token) registered;
        await using (var first = RegistryHost.Start(account, Keys.Settings("old", IndexKey, Old)))
        {
            registered = await first.RegisterAsync();
        }

        await using var second = RegistryHost.Start(account, Keys.Settings("new", IndexKey, Old, New));

        var owner = (await second.RegistrationAsync(registered.Id, registered.Token)).GetProperty("owner");
        Assert.Equal("Ana Ruiz", owner.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Start_OtherKeyUnderTheSameId_IsRefused()
    {
        var account = await UsedAccountAsync();

        AssertRefused("Encryption:Keys:old is not the key", account, Keys.Settings("old", IndexKey, OtherOld));
        AssertRefused("Encryption:Keys:old is not the key", account, Keys.Settings("new", IndexKey, OtherOld, New));
    }

    [Fact]
    public async Task Start_OtherIndexKey_IsRefused() =>
        AssertRefused("Encryption:IndexKey is not the one", await UsedAccountAsync(), Keys.Settings("old", RegistryHost.NewKey(), Old));

    [Fact]
    public async Task Start_WithoutAKeyThatIsInUse_IsRefusedAndLeavesNoTrace()
    {
        var account = await UsedAccountAsync();

        AssertRefused("Encryption:Keys:old is not set", account, Keys.Settings("new", IndexKey, New));

        Assert.DoesNotContain("new", (await RecordsOf(account).ReadAsync(Cancellation)).Keys);
        await using var host = RegistryHost.Start(account, Keys.Settings("old", IndexKey, Old));
    }

    [Fact]
    public async Task Start_AnotherKeyFile_IsRefusedAndTheFileIsNamed()
    {
        var account = azurite.NewAccount();
        using var one = new KeyFolder();
        using var other = new KeyFolder();
        await using (RegistryHost.Start(account, new Dictionary<string, string?> { ["Encryption:KeyFile"] = one.File }))
        {
        }

        AssertRefused($"In the key file {other.File}, Keys:local is not the key", account, new() { ["Encryption:KeyFile"] = other.File });
    }

    [Fact]
    public async Task Check_ManyInstancesAtOnceWithDifferentKeys_OneKeyWins()
    {
        var account = azurite.NewAccount();
        await new TableServiceClient(account).CreateTableAsync(StorageNames.EncryptionKeys, Cancellation);

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            var key = number % 2 == 0 ? Old : OtherOld;
            var refusal = await Record.ExceptionAsync(() => ChecksOf(account, Keys.Ring("old", IndexKey, key)).CheckAsync(Cancellation));
            return (Key: key, Refusal: refusal);
        }));

        Assert.Single(all.Where(check => check.Refusal is null).Select(check => check.Key).Distinct());
        Assert.All(all.Where(check => check.Refusal is not null), check => Assert.IsType<OptionsValidationException>(check.Refusal));
        Assert.Equal(8, all.Count(check => check.Refusal is null));
    }

    [Fact]
    public async Task Process_OtherKeyUnderTheSameId_EndsWithOneSentence()
    {
        var account = await UsedAccountAsync();
        using var folder = new StartFolder();

        await using var app = StartedApp.Start(folder, environment: Environment(account, Keys.Settings("old", IndexKey, OtherOld)));

        Assert.Equal(1, await app.EndAsync());
        Assert.StartsWith("Encryption:Keys:old is not the key", app.Errors, StringComparison.Ordinal);
        Assert.Single(app.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(OtherOld.Key, app.Output + app.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_StorageElsewhereAndNoKeys_EndsWithOneSentence()
    {
        using var folder = new StartFolder();
        const string Storage = "DefaultEndpointsProtocol=https;AccountName=registry;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=storage.invalid";

        await using var app = StartedApp.Start(folder, environment: Environment(Storage, new() { ["Encryption:KeyFile"] = folder.KeyFile }));

        Assert.Equal(1, await app.EndAsync());
        Assert.StartsWith("Encryption:Keys has no key, and the storage is not on this machine", app.Errors, StringComparison.Ordinal);
        Assert.Single(app.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(folder.KeyFile));
    }

    [Fact]
    public async Task Process_StorageThatComesLaterAndHasOtherKeys_EndsOnceItHasCome()
    {
        using var folder = new StartFolder();
        await using (await AzuriteProcess.StartAsync(folder.Azurite, Cancellation))
        {
            await using var first = RegistryHost.Start(folder.Azurite.ConnectionString, Keys.Settings("old", IndexKey, Old));
        }

        await using var app = StartedApp.Start(folder, environment: Environment(folder.Azurite.ConnectionString, Keys.Settings("old", IndexKey, OtherOld)));
        await app.RunningAsync();
        await using var storage = await AzuriteProcess.StartAsync(folder.Azurite, Cancellation);

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains("Encryption:Keys:old is not the key", app.Output + app.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("OptionsValidationException", app.Output + app.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_StorageThatDoesNotAnswerYet_ListensAndHoldsBackOnlyWhatNeedsTheStorage()
    {
        using var folder = new StartFolder();
        await using var proxy = await FaultProxy.StartAsync(azurite.NewAccount(), Cancellation);
        proxy.Fail(Fault.Stall);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{AzuriteFixture.FreePorts(1)[0]}") };

        await using var app = StartedApp.Start(
            folder, client.BaseAddress.ToString(), Environment(proxy.ConnectionString, Keys.Settings("old", IndexKey, Old)));
        await Eventually.True(() => AnswersAsync(client, "/local/token?role=Registry.Officer"));
        var registration = client.PostAsJsonAsync("/api/registrations", RegistryHost.Form(), Cancellation);
        await Eventually.Always(() => !registration.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("is running", app.Output, StringComparison.Ordinal);

        proxy.Heal();

        using var response = await registration;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await app.RunningAsync();
    }

    [Fact]
    public async Task KeyFile_TwoProcessesThatStartAtOnce_UseTheSameKeys()
    {
        using var folder = new StartFolder();
        var environment = new Dictionary<string, string> { ["AzureWebJobsStorage"] = azurite.NewAccount() };

        await using var one = StartedApp.Start(folder, environment: environment);
        await using var other = StartedApp.Start(folder, environment: environment);

        await Task.WhenAll(one.RunningAsync(), other.RunningAsync());
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(folder.KeyFile, Cancellation));
        var key = file.RootElement.GetProperty("keys").GetProperty("local").GetString()!;
        Assert.All([one, other], app => Assert.DoesNotContain(key, app.Output + app.Errors, StringComparison.Ordinal));
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path, Cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Environment(string account, Dictionary<string, string?> settings) =>
        settings.Prepend(new("Encryption:KeyFile", "")).Append(new("AzureWebJobsStorage", account))
            .GroupBy(setting => setting.Key)
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Last().Value!);

    private static void AssertRefused(string sentence, string account, Dictionary<string, string?> settings)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => RegistryHost.Start(account, settings));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
        Assert.All(settings.Values.Where(value => value!.EndsWith('=')), key => Assert.DoesNotContain(key!, exception.ToString(), StringComparison.Ordinal));
    }

    private static KeyRecords RecordsOf(string account) => new(new TableServiceClient(account));

    private static KeyChecks ChecksOf(string account, KeyRing keys) => new(RecordsOf(account), keys, new PersonalDataCipher(keys), new BlindIndex(keys));

    private async Task<string> UsedAccountAsync()
    {
        var account = azurite.NewAccount();
        await using var host = RegistryHost.Start(account, Keys.Settings("old", IndexKey, Old));
        return account;
    }
}
