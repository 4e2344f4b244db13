using System.Reflection;
using System.Runtime.InteropServices;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>Where the project's own files are.</summary>
internal static class Repository
{
    /// <summary>The folder with <c>host.json</c> and <c>node_modules</c>.</summary>
    public static string Root { get; } = typeof(RegistryServices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    /// <summary>The program that runs assemblies of this runtime.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The registry, as it was built in the same configuration.</summary>
    public static string Registry { get; } = RegistryOf(new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));

    private static string RegistryOf(DirectoryInfo framework) =>
        Path.Combine(Root, "functions", "bin", framework.Parent!.Name, framework.Name, "ServerlessRegistry.Functions.dll");
}
