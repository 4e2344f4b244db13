using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Tests.Encryption;

public sealed class KeyFileTests : IDisposable
{
    private const string Key = "c2VjcmV0LWtleS1vZi0zMi1ieXRlcy1pbi1iYXNlNjQ=";
    private const string OtherKey = "b3RoZXItLWtleS1vZi0zMi1ieXRlcy1pbi1iYXNlNjQ=";

    private readonly KeyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void KeyFile_MadeOnce_IsForItsOwnerOnlyAndUsedAgain()
    {
        var sealedBytes = new PersonalDataCipher(Read()).Seal("Ana"u8, "id");
        var made = File.ReadAllBytes(_folder.File);

        Assert.Equal("Ana"u8, new PersonalDataCipher(Read()).Open(sealedBytes, "id"));

        Assert.Equal(made, File.ReadAllBytes(_folder.File));
        Assert.Equal(["keys.json", "keys.json.lock"], Directory.GetFiles(Path.GetDirectoryName(_folder.File)!).Select(Path.GetFileName).Order());
        using var json = JsonDocument.Parse(made);
        Assert.Equal(["currentKey", "keys", "indexKey"], json.RootElement.EnumerateObject().Select(property => property.Name));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_folder.File)!));
        }
    }

    [Fact]
    public async Task KeyFile_ManyThatStartAtOnce_HaveTheSameKeys()
    {
        for (var round = 0; round < 20; round++)
        {
            using var folder = new KeyFolder();
            using var start = new Barrier(8);

            var rings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return Read(folder.File);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.DoesNotContain('\\', await File.ReadAllTextAsync(folder.File, TestContext.Current.CancellationToken));
            Assert.Single(rings.Select(ring => new BlindIndex(ring).Of("test", "text")).Distinct());
            Assert.All(rings, ring => Assert.Equal("Ana"u8, new PersonalDataCipher(ring).Open(new PersonalDataCipher(rings[0]).Seal("Ana"u8, "id"), "id")));
        }
    }

    [Fact]
    public void KeyFile_WithKeysThatWereAddedByHand_IsRead()
    {
        Write($$"""{ "currentKey": "new", "keys": { "local": "{{Key}}", "new": "{{RegistryHost.NewKey()}}" }, "indexKey": "{{OtherKey}}" }""");

        var ring = Read();

        Assert.Equal("new", ring.CurrentKeyId);
        Assert.Equal(["local", "new"], ring.KeyIds.Order());
    }

    [Theory]
    [InlineData("is broken", "")]
    [InlineData("is broken", "null")]
    [InlineData("is broken", """{ "currentKey": "local", "keys": { "local": "c2Vj""")]
    [InlineData("is broken", """{ "currentKey": "local", "keys": null, "indexKey": "c2Vj" }""")]
    [InlineData("is broken", """{ "currentKey": "local", "keys": ["c2Vj"] }""")]
    [InlineData("is broken", """{ "c2Vj": "c2Vj" }""")]
    [InlineData("is broken", "{}")]
    [InlineData("CurrentKey is not set", $$"""{ "keys": { "local": "{{Key}}" }, "indexKey": "{{OtherKey}}" }""")]
    [InlineData("CurrentKey names none", $$"""{ "currentKey": "c2Vj", "keys": { "local": "{{Key}}" }, "indexKey": "{{OtherKey}}" }""")]
    [InlineData("IndexKey is not set", $$"""{ "currentKey": "local", "keys": { "local": "{{Key}}" } }""")]
    [InlineData("Keys:local must be 32", $$"""{ "currentKey": "local", "keys": { "local": "c2Vj" }, "indexKey": "{{OtherKey}}" }""")]
    [InlineData("Keys:local is not set", $$"""{ "currentKey": "local", "keys": { "local": null }, "indexKey": "{{OtherKey}}" }""")]
    [InlineData("Keys:local is there twice", $$"""{ "currentKey": "local", "keys": { "local": "{{Key}}", "LOCAL": "{{OtherKey}}" }, "indexKey": "{{OtherKey}}" }""")]
    public void KeyFile_Broken_StopsTheStartWithASentenceThatNamesTheFileAndShowsNoKey(string sentence, string content)
    {
        Write(content);

        var exception = Assert.Throws<OptionsValidationException>(() => Read());

        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.All(["c2Vj", "b3Ro"], value => Assert.DoesNotContain(value, exception.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.Equal(content, File.ReadAllText(_folder.File));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.UserExecute)]
    public void KeyFile_ThatOthersMayUse_StopsTheStart(UnixFileMode more)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Read();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File, File.GetUnixFileMode(_folder.File) | more);
        }

        var exception = Assert.Throws<OptionsValidationException>(() => Read());

        Assert.Contains("chmod 600", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyFile_FolderInItsPlace_StopsTheStartWithASentence()
    {
        Directory.CreateDirectory(_folder.File);

        var exception = Assert.Throws<OptionsValidationException>(() => Read());

        Assert.Contains(_folder.File, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys.json")]
    [InlineData("~/keys.json")]
    public void KeyFile_PathThatIsNotWhole_StopsTheStartWithASentence(string path)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(path));

        Assert.Contains("Encryption:KeyFile must be a whole path", exception.Message, StringComparison.Ordinal);
    }

    private static KeyRing Read(string path) => KeyRing.Read(new ConfigurationBuilder()
        .AddInMemoryCollection([new("AzureWebJobsStorage", "UseDevelopmentStorage=true"), new("Encryption:KeyFile", path)])
        .Build());

    private KeyRing Read() => Read(_folder.File);

    private void Write(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        File.WriteAllText(_folder.File, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
