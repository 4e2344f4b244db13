using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class BlobPatternTests(AzuriteFixture azurite)
{
    private const string Nowhere = "UseDevelopmentStorage=true";
    private readonly Journal _journal = new();

    [Fact]
    public async Task Pattern_WithOneName_MatchesSlashesButNoOtherEnding()
    {
        await RunAsync<OneName>("uploads", ["in/a.txt", "in/a.JSON", "in/a.json.bak", "in/.json", "a.json", "in/a.json", "in/a/b.json"], expected: 3);

        Assert.Equal(["name=", "name=a", "name=a/b"], _journal.Entries.Order());
    }

    [Fact]
    public async Task Pattern_WithSeveralNames_GivesTheFirstAsMuchAsItCan()
    {
        await RunAsync<SeveralNames>("photos", ["2026/front.door.png", "2026/06/gate.jpg", "2026/none", "front.png"], expected: 2);

        Assert.Equal(["2026 front.door png", "2026/06 gate jpg"], _journal.Entries.Order());
    }

    [Fact]
    public async Task Pattern_WithDoubledBraces_MeansSingleOnes()
    {
        await RunAsync<Braces>("braces", ["{20260101}-a.txt", "20260101-b.txt"], expected: 1);

        Assert.Equal("a.txt", _journal.First);
    }

    [Fact]
    public async Task Path_OfSettings_WithoutNamesMatchesOneBlob()
    {
        await RunAsync<Fixed>("settings", ["exact.json", "exact.json2", "Exact.json"], expected: 1, new() { ["Where"] = "settings/exact" });

        Assert.Equal("exact", _journal.First);
    }

    [Theory]
    [InlineData("uploads")]
    [InlineData("uploads/")]
    [InlineData("/{name}")]
    [InlineData("Uploads/{name}")]
    [InlineData("{container}/{name}")]
    [InlineData("uploads/{na me}")]
    [InlineData("uploads/{name")]
    [InlineData("uploads/name}")]
    public async Task Path_ThatIsNone_StopsTheStartAndNamesTheFunction(string path)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => TriggerHost.StartAsync<FromSetting>(Nowhere, new(), new() { ["Path"] = path }));

        Assert.Contains("unction 'Upload'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maxDegreeOfParallelism", "0")]
    [InlineData("poisonBlobThreshold", "0")]
    public async Task Option_OutOfItsRange_StopsTheStartWithASentence(string option, string value)
    {
        var settings = TriggerHost.Blobs((option, value));
        settings["Path"] = "uploads/{name}";

        var failure = await Assert.ThrowsAsync<StartException>(() => TriggerHost.StartAsync<FromSetting>(Nowhere, new(), settings));

        Assert.Equal($"host.json, extensions.blobs: {option} is 0: it must be at least 1.", failure.Message);
    }

    /// <summary>Writes the blobs and runs the function for those that match, listed again and again.</summary>
    private async Task RunAsync<TFunctions>(string containerName, string[] blobs, int expected, Dictionary<string, string?>? settings = null)
    {
        var account = azurite.NewAccount();
        var container = await StorageSteps.ContainerAsync(account, containerName);
        foreach (var blob in blobs)
        {
            await container.WriteAsync(blob, "x");
        }

        await using var host = await TriggerHost.StartAsync<TFunctions>(account, _journal, settings);
        await Eventually.Equal(expected, () => _journal.Count);
        await Eventually.Always(() => _journal.Count == expected, TimeSpan.FromMilliseconds(400));
    }

    public sealed class OneName(Journal journal)
    {
        [Function("OneName")]
        public void Run([BlobTrigger("uploads/in/{name}.json")] string text, string name) => journal.Note($"name={name}");
    }

    public sealed class SeveralNames(Journal journal)
    {
        [Function("SeveralNames")]
        public void Run([BlobTrigger("photos/{folder}/{name}.{extension}")] string text, string folder, string name, string extension) =>
            journal.Note($"{folder} {name} {extension}");
    }

    public sealed class Braces(Journal journal)
    {
        [Function("Braces")]
        public void Run([BlobTrigger("braces/{{20260101}}-{name}")] string text, string name) => journal.Note(name);
    }

    public sealed class Fixed(Journal journal)
    {
        [Function("Fixed")]
        public void Run([BlobTrigger("%Where%.json")] string text) => journal.Note(text == "x" ? "exact" : text);
    }

    public sealed class FromSetting
    {
        [Function("Upload")]
        public void Run([BlobTrigger("%Path%")] string text) => ArgumentNullException.ThrowIfNull(text);
    }
}
