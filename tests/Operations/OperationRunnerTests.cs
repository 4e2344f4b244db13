using ServerlessRegistry.Operations;

namespace ServerlessRegistry.Tests.Operations;

public sealed class OperationRunnerTests
{
    [Theory]
    [InlineData(true, "check")]
    [InlineData(true, "help", "replay")]
    [InlineData(true, "--help")]
    [InlineData(false)]
    [InlineData(false, "--host", "127.0.0.1", "--port", "7000")]
    [InlineData(false, "--urls", "http://127.0.0.1:0")]
    public void CommandLine_FirstWord_SaysWhetherTheRegistryStarts(bool isOperation, params string[] commandLine) =>
        Assert.Equal(isOperation, OperationRunner.IsAskedFor(commandLine));

    [Fact]
    public async Task Help_WithoutAnySetting_ListsEveryCommand()
    {
        var (exitCode, output, _) = await Commands.RunAsync("help", new Dictionary<string, string?>());

        Assert.Equal(0, exitCode);
        Assert.NotEmpty(OperationEntry.All);
        Assert.All(OperationEntry.All, operation =>
        {
            Assert.Contains($"\n  {operation.Syntax}", output, StringComparison.Ordinal);
            Assert.Contains(operation.Summary, output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Help_OfACommand_SaysHowItIsCalled()
    {
        var (exitCode, output, _) = await Commands.RunAsync("help replay", new Dictionary<string, string?>());

        Assert.Equal(0, exitCode);
        Assert.StartsWith("replay QUEUE [--max N]", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chek")]
    [InlineData("help chek")]
    [InlineData("Replay geocode-requests-poison")]
    public async Task Command_ThatThereIsNot_IsRefusedWithTheList(string commandLine)
    {
        var (exitCode, output, errors) = await Commands.RunAsync(commandLine, new Dictionary<string, string?>());

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("There is no command", errors, StringComparison.Ordinal);
        Assert.All(OperationEntry.All, operation => Assert.Contains(operation.Name, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("replay", "needs the name of a poison queue")]
    [InlineData("replay placards", "needs the name of a poison queue")]
    [InlineData("replay geocode-requests-poison --max none", "--max must be a whole number above 0")]
    [InlineData("replay geocode-requests-poison --max 0", "--max must be a whole number above 0")]
    [InlineData("replay geocode-requests-poison --max", "--max needs a value")]
    [InlineData("replay geocode-requests-poison --dry-run", "'--dry-run' is not understood")]
    [InlineData("replay geocode-requests-poison again", "'again' is not understood")]
    [InlineData("copy-storage --to Target", "needs --from")]
    [InlineData("copy-storage --from AccountName=a;AccountKey=c2VjcmV0 --to Target", "could be read in the list of processes")]
    [InlineData("raise-placard-events", "needs the address of a Functions host")]
    [InlineData("raise-placard-events ftp://localhost", "needs the address of a Functions host")]
    public async Task Arguments_ThatAreWrong_AreRefusedWithASentenceBeforeAnythingIsDone(string commandLine, string sentence)
    {
        var settings = Commands.Of("UseDevelopmentStorage=true");

        var (exitCode, output, errors) = await Commands.RunAsync(commandLine, settings);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Storage_ThatDoesNotAnswer_IsOneSentence()
    {
        var port = AzuriteFixture.FreePorts(1)[0];
        var nobody = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:{port}/a;QueueEndpoint=http://127.0.0.1:{port}/a;TableEndpoint=http://127.0.0.1:{port}/a;";

        var (exitCode, _, errors) = await Commands.RunAsync("raise-placard-events http://127.0.0.1:1 --once", Commands.Of(nobody));

        Assert.Equal(1, exitCode);
        Assert.Contains("The storage does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_SettingsAmongThem_AreLeftToTheConfiguration()
    {
        var arguments = new OperationArguments(["--Azurite:BlobPort", "11000", "queue", "--Mail:From=a@example.org", "--max=3", "--resume"]);

        Assert.Equal(3, arguments.TakeNumber("max"));
        Assert.True(arguments.TakeFlag("resume"));
        Assert.Equal("queue", arguments.TakeWord());
        arguments.End("test");
    }
}
