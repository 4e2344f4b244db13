using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>The app as a process of its own, as <c>dotnet run</c> starts it.</summary>
internal sealed partial class StartedApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whatever runs in the background of a shell, or below <c>nohup</c>, was told to ignore a terminal's signals, and passes that on.</summary>
    private static readonly string[] HeedSignals = ["env", "--default-signal=INT,HUP"];

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StartedApp(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Read(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <param name="folder">What it has beside it.</param>
    /// <param name="urls">Where it listens; a free port unless the test says otherwise.</param>
    /// <param name="environment">Variables besides those of the folder.</param>
    /// <param name="inAGroup">Whether it leads a process group, as a program in a terminal does.</param>
    public static StartedApp Start(
        StartFolder folder, string urls = "http://127.0.0.1:0", IReadOnlyDictionary<string, string>? environment = null, bool inAGroup = false)
    {
        string[] command = [DotnetPath(), AppPath(), "--urls", urls];
        string[] before = [.. OperatingSystem.IsLinux() ? HeedSignals : [], .. inAGroup ? new[] { "setsid" } : []];
        string[] whole = [.. before, .. command];
        var start = new ProcessStartInfo(whole[0], whole[1..]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var inherited in start.Environment.Keys.Where(IsSettingOfTheHost).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["AzureWebJobsScriptRoot"] = folder.PathOf("");
        start.Environment["Encryption__KeyFile"] = folder.KeyFile;
        start.Environment["Azurite__BlobPort"] = Number(folder.StoragePorts[0]);
        start.Environment["Azurite__QueuePort"] = Number(folder.StoragePorts[1]);
        start.Environment["Azurite__TablePort"] = Number(folder.StoragePorts[2]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new StartedApp(start);
    }

    /// <summary>Waits until it says that it runs.</summary>
    /// <returns>Where.</returns>
    public async Task<Uri> RunningAsync()
    {
        await Task.WhenAny(_running.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken))
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(_running.Task.IsCompleted, $"The app ended before it ran: {Output} {Errors}");
        return await _running.Task;
    }

    /// <summary>Sends a signal such as <c>TERM</c>, to the whole group of a process that leads one where the test says so.</summary>
    public async Task SignalAsync(string name, bool toTheGroup = false)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {(toTheGroup ? "-" : "")}{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static bool IsSettingOfTheHost(string variable) =>
        variable.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("Azure", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("Authentication", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("Encryption", StringComparison.OrdinalIgnoreCase)
        || variable.Equals("urls", StringComparison.OrdinalIgnoreCase);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string DotnetPath() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The app that was built in the same configuration as the tests, in its own folder.</summary>
    private static string AppPath()
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(AzuriteFixture.RepositoryRoot, "functions", "bin", framework.Parent!.Name, framework.Name, "ServerlessRegistry.Functions.dll");
    }

    private static string Text(StringBuilder lines)
    {
        lock (lines)
        {
            return lines.ToString();
        }
    }

    private void Read(StringBuilder lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.AppendLine(line);
        }

        if (WebPage().Match(line) is { Success: true } match)
        {
            _running.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"^\s+Web page\s+(http\S+)")]
    private static partial Regex WebPage();
}
