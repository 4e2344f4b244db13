using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessRegistry.Tests;

/// <summary>
/// A command-line tool that gives a second opinion. Where it is missing the test is skipped and says how to install it;
/// on a build server (environment variable <c>CI</c> is <c>true</c>) the test fails instead, so that no check is lost unseen.
/// </summary>
internal sealed record ExternalTool(string Command, string HowToInstall)
{
    /// <summary>Runs the tool and gives what it prints, exit codes other than 0 included.</summary>
    public async Task<ToolResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await errors);
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            var missing = $"{Command} is not installed; {HowToInstall}.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", missing);
            throw new InvalidOperationException(missing);
        }
    }
}

/// <summary>How a tool ended and what it printed.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);
