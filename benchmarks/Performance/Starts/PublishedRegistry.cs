using System.Diagnostics;
using System.Runtime.InteropServices;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;

namespace ServerlessRegistry.Benchmarks.Performance.Starts;

/// <summary>The registry as <c>dotnet publish</c> makes it for one kind of machine, in a temporary folder.</summary>
internal sealed class PublishedRegistry : IAsyncDisposable
{
    private const string Compiled = "-p:PublishReadyToRun=true";
    private readonly DirectoryInfo _folder;

    private PublishedRegistry(DirectoryInfo folder) => _folder = folder;

    /// <summary>The program that runs assemblies.</summary>
    public static string Dotnet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The registry as it was built together with this program.</summary>
    public static string Built { get; } = Beside("functions", "ServerlessRegistry.Functions.dll");

    /// <summary>The registry, compiled ahead of its start.</summary>
    public string Registry => Path.Combine(_folder.FullName, "app", "ServerlessRegistry.Functions.dll");

    /// <summary>Publishes it with the in-process host.</summary>
    public static async Task<PublishedRegistry> MakeAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("registry-published-");
        var published = new PublishedRegistry(folder);
        var clock = Stopwatch.StartNew();
        try
        {
            string[] arguments =
            [
                "publish", Path.Combine(LocalStorage.RepositoryRoot, "functions"), "-c", "Release", "-p:FunctionsHost=local", Compiled,
                "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-nologo", "-v", "quiet",
                "-o", Path.Combine(folder.FullName, "app"), "--artifacts-path", Path.Combine(folder.FullName, "artifacts"),
            ];
            await RunAsync(arguments, cancellationToken);
            output.WriteLine($"  published in {clock.Elapsed.TotalSeconds:0} s");
            return published;
        }
        catch
        {
            await published.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Dotnet, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The registry was not published: {said}");
        }
    }

    private static string Beside(string project, string assembly)
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(LocalStorage.RepositoryRoot, project, "bin", framework.Parent!.Name, framework.Name, assembly);
    }
}
