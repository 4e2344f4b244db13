using Microsoft.Azure.Functions.Worker.Builder;
using ServerlessRegistry.Localhost;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>What the first line of <c>Program.cs</c> reads, and says where it cannot.</summary>
public sealed class StartSettingsTests : IDisposable
{
    private readonly StartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("local.settings.json", "{ \"Values\": ", "is not valid JSON")]
    [InlineData("local.settings.json", "[]", "is not valid JSON")]
    [InlineData("local.settings.json", """{ "Values": { "A": "1", "A": "2" } }""", "is not valid JSON")]
    [InlineData("local.settings.json", """{ "Values": { "Mail__From": "1", "mail:from": "2" } }""", "stands twice")]
    [InlineData("local.settings.json", """{ "Values": ["a"] }""", "\"Values\"")]
    [InlineData("local.settings.json", """{ "Values": { "Mail": { "Host": "x" } } }""", "\"Mail\"")]
    [InlineData("local.settings.json", """{ "IsEncrypted": true, "Values": {} }""", "is encrypted")]
    [InlineData("local.settings.json", null, "is a folder")]
    [InlineData("host.json", "{ \"version\": \"2.0\", ", "is not valid JSON")]
    [InlineData("host.json", "{}", "\"version\": \"2.0\"")]
    [InlineData("host.json", null, "is a folder")]
    public void File_ThatIsBroken_StopsTheStartWithItsPath(string name, string? content, string reason)
    {
        File.Delete(_folder.PathOf(name));
        if (content is null)
        {
            Directory.CreateDirectory(_folder.PathOf(name));
        }
        else
        {
            File.WriteAllText(_folder.PathOf(name), content);
        }

        var failure = Assert.Throws<StartException>(() => CreateBuilder());

        Assert.Contains(_folder.PathOf(name), failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("Azurite:BlobPort=many", "a port is a number")]
    [InlineData("Azurite:TablePort=70000", "a port is a number")]
    [InlineData("Azurite:TablePort=10000", "two of them are the same")]
    [InlineData("AzureWebJobsScriptRoot=/no/such/folder", "no such folder")]
    [InlineData("urls=nonsense", "cannot listen on 'nonsense'")]
    [InlineData("urls=http://127.0.0.1:99999", "cannot listen on")]
    [InlineData("urls=ftp://127.0.0.1:7071", "cannot listen on")]
    [InlineData("urls=http://127.0.0.1:7071/path", "cannot listen on")]
    [InlineData("urls=http://localhost:0", "cannot listen on 'http://localhost:0'")]
    [InlineData("urls=http://127.0.0.1:7071;nonsense", "cannot listen on 'nonsense'")]
    public void Setting_ThatIsWrong_StopsTheStartWithTheReason(string setting, string reason)
    {
        var failure = Assert.Throws<StartException>(() => CreateBuilder($"--{setting}"));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_OfTheFiles_AreBelowThoseOfTheCommandLine()
    {
        File.WriteAllText(
            _folder.PathOf("local.settings.json"),
            """
            { // As the Core Tools do, the file may hold comments.
              "IsEncrypted": false,
              "Values": {
                "Program__City": "Springfield", "Program:Agency": "Police", "Limit": 5, "Empty": null,
                "AzureFunctionsJobHost__extensions__http__routePrefix": "v1", "Overridden": "file",
              }
            }
            """);

        var configuration = CreateBuilder("--Overridden=command line").Configuration;

        Assert.Equal(("Springfield", "Police", "5", null), (configuration["Program:City"], configuration["Program:Agency"], configuration["Limit"], configuration["Empty"]));
        Assert.Equal(("v1", "command line"), (configuration["AzureFunctionsJobHost:extensions:http:routePrefix"], configuration["Overridden"]));
        Assert.Equal("16", configuration["AzureFunctionsJobHost:extensions:queues:batchSize"]);
    }

    [Theory]
    [InlineData("", "UseDevelopmentStorage=true")]
    [InlineData("useDevelopmentStorage=TRUE;", "UseDevelopmentStorage=true")]
    [InlineData("AccountName=city;AccountKey=AAAA;DefaultEndpointsProtocol=https", "AccountName=city;AccountKey=AAAA;DefaultEndpointsProtocol=https")]
    public void Storage_OfTheSettings_IsDevelopmentStorageUnlessTheyNameAnAccount(string setting, string expected) =>
        Assert.Equal(expected, CreateBuilder($"--AzureWebJobsStorage={setting}").Configuration["AzureWebJobsStorage"]);

    [Fact]
    public void Storage_OnOtherPorts_IsWhereEveryClientLooks()
    {
        var configuration = CreateBuilder("--AzureWebJobsStorage=", "--Azurite:BlobPort=11000", "--Azurite:QueuePort=11001", "--Azurite:TablePort=11002").Configuration;

        Assert.Contains("BlobEndpoint=http://127.0.0.1:11000/devstoreaccount1;", configuration["AzureWebJobsStorage"], StringComparison.Ordinal);
        Assert.Contains("QueueEndpoint=http://127.0.0.1:11001/devstoreaccount1;", configuration["AzureWebJobsStorage"], StringComparison.Ordinal);
        Assert.Contains("TableEndpoint=http://127.0.0.1:11002/devstoreaccount1;", configuration["AzureWebJobsStorage"], StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_WithAnIdentity_IsLeftAsItIs() =>
        Assert.Null(CreateBuilder("--AzureWebJobsStorage:accountName=city").Configuration["AzureWebJobsStorage"]);

    private FunctionsApplicationBuilder CreateBuilder(params string[] settings) =>
        FunctionsApplication.CreateBuilder([$"--AzureWebJobsScriptRoot={_folder.PathOf("")}", .. settings]);
}
