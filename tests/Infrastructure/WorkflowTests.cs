using System.Text.RegularExpressions;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>The workflows take nothing that may change behind their back, and may do no more than they need.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AzuriteFixture.RepositoryRoot, ".github", "workflows"), "*.yml").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task Actions_EachOne_IsPinnedToACommitAndSaysWhichVersionThatIs(string workflow)
    {
        var uses = Uses().Matches(await ReadAsync(workflow)).Select(match => match.Groups["action"].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task Permissions_OfTheWhole_AreReadingTheRepository(string workflow)
    {
        var text = await ReadAsync(workflow);

        Assert.Matches(@"(?m)^permissions:\n  contents: read\n\n", text);
        Assert.DoesNotMatch(@"(?m)^\s+permissions: *write-all|: write(?<!id-token: write)$", text);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task Jobs_EndInTimeAndNotTwiceAtOnce(string workflow)
    {
        var text = await ReadAsync(workflow);
        var jobs = text[text.IndexOf("\njobs:\n", StringComparison.Ordinal)..];

        Assert.Contains("\nconcurrency:\n", text, StringComparison.Ordinal);
        Assert.Equal(JobName().Count(jobs), Timeout().Count(jobs));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task Secrets_AreNotStored(string workflow) =>
        Assert.DoesNotContain("secrets.", await ReadAsync(workflow), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task Scripts_TakeNothingThatAStrangerWrote(string workflow)
    {
        // What stands in ${{ }} becomes part of the script before a shell reads it.
        foreach (Match run in Run().Matches(await ReadAsync(workflow)))
        {
            Assert.DoesNotContain("${{", run.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deploy_ChecksOut_WithoutKeepingTheTokenAndSignsInWithoutAPassword()
    {
        var text = await ReadAsync("deploy.yml");

        Assert.Contains("persist-credentials: false", text, StringComparison.Ordinal);
        Assert.Contains("client-id: ${{ vars.AZURE_CLIENT_ID }}", text, StringComparison.Ordinal);
        Assert.Contains("environment:", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("resources.sh what-if", StringComparison.Ordinal) < text.IndexOf("deploy.sh", StringComparison.Ordinal));
    }

    private static async Task<string> ReadAsync(string workflow) =>
        (await File.ReadAllTextAsync(Path.Combine(AzuriteFixture.RepositoryRoot, ".github", "workflows", workflow), TestContext.Current.CancellationToken))
        .ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\s+(- )?uses: (?<action>.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^  [\w-]+:$", RegexOptions.Multiline)]
    private static partial Regex JobName();

    [GeneratedRegex(@"^    timeout-minutes: \d+$", RegexOptions.Multiline)]
    private static partial Regex Timeout();

    [GeneratedRegex(@"^(?<indent>\s+)(- )?run: (?:[^|>\n].*|[|>]-?\n(?:\k<indent>  +.*\n|\s*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Run();
}
