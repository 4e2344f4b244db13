using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessRegistry.Tests.Geography;
using Xunit.Sdk;

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>The tests of the interface do run against a registry that is already running, and say what they cannot do there.</summary>
public sealed partial class RemoteRunTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    [Fact]
    public async Task Tests_GivenTheAddressOfARegistry_PassThereAndLeaveOutThoseThatNeedItsInside()
    {
        await using var host = RegistryHost.Start(_account);
        var variables = new Dictionary<string, string?> { [RemoteRegistry.UrlVariable] = host.Client.BaseAddress!.ToString() };
        foreach (var (role, variable) in RemoteRegistry.TokenVariables)
        {
            variables[variable] = await host.TokenAsync(role);
        }

        // Without a map of beats, the search in one is what this registry cannot be asked.
        var (total, failed, skipped, output) = await RunAsync(
            variables, typeof(OwnerInterfaceTests), typeof(OfficerInterfaceTests), typeof(HilbertCurveTests));

        Assert.True(failed == 0, output);
        Assert.InRange(skipped, 2, total - 20);
        Assert.Contains($"it runs where {RemoteRegistry.UrlVariable} is not set", output, StringComparison.Ordinal);
        Assert.Contains("needs a map of beats", output, StringComparison.Ordinal);
        Assert.DoesNotMatch($@"{nameof(OwnerInterfaceTests)}\.\S+ \[SKIP\]", output);
        Assert.DoesNotContain("The registry is running", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ThatNobodyGave_SkipsTheTestAndNamesItsVariable()
    {
        using var registry = AnyRegistry.At(RemoteRegistry.Read(name => name switch
        {
            RemoteRegistry.UrlVariable => "http://127.0.0.1:9/",
            "REGISTRY_AUDITOR_TOKEN" => " token ",
            _ => "",
        }));

        Assert.Equal("token", await registry.TokenAsync("Registry.Auditor"));
        var skip = await SkippedAsync(() => registry.TokenAsync("Registry.Officer"));
        Assert.Contains("REGISTRY_OFFICER_TOKEN is not set", skip, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_WhereOwnersConfirmTheirAddress_SkipsTheTestThatNeedsItActive()
    {
        await using var host = RegistryHost.Start(_account, new Dictionary<string, string?> { ["Mailer"] = "outbox" });
        using var registry = AnyRegistry.At(new RemoteRegistry(host.Client.BaseAddress!, new Dictionary<string, string>()));

        var registration = await registry.AtRestAsync(await registry.RegisterAsync());

        Assert.Equal("received", registration.GetProperty("status").GetString());
        Assert.Contains("Confirmation is off", await SkippedAsync(() => Task.FromResult(AnyRegistry.Reached("active", registration))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example")]
    [InlineData("ftp://registry.example")]
    public void Address_ThatIsNone_IsRefusedByName(string address)
    {
        var refusal = Assert.Throws<FormatException>(() => RemoteRegistry.Read(name => name == RemoteRegistry.UrlVariable ? address : null));

        Assert.Contains(RemoteRegistry.UrlVariable, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Why a test that does this is skipped.</summary>
    private static async Task<string> SkippedAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (SkipException skip)
        {
            return skip.Message;
        }

        throw new InvalidOperationException("The test would not be skipped.");
    }

    /// <summary>Runs test classes in a process of their own, as a developer does who has set the variables.</summary>
    private static async Task<(int Total, int Failed, int Skipped, string Output)> RunAsync(
        Dictionary<string, string?> variables, params IEnumerable<Type> classes)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RemoteRunTests).Assembly.Location, "-noColor", .. classes.SelectMany(type => new[] { "-class", type.FullName! })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var summary = Summary().Match(output);
        Assert.True(summary.Success, output);
        return (Number("total"), Number("errors") + Number("failed") + (process.ExitCode == 0 ? 0 : 1), Number("skipped"), output);

        int Number(string name) => int.Parse(summary.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: (?<errors>\d+), Failed: (?<failed>\d+), Skipped: (?<skipped>\d+)")]
    private static partial Regex Summary();
}
