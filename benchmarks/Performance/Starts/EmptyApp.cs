using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Benchmarks.Performance.Starts;

/// <summary>What a start is compared with: ASP.NET Core with its usual builder and one answer.</summary>
internal static class EmptyApp
{
    /// <summary>The argument that makes this program the empty app. No list shows it.</summary>
    public const string Argument = "empty-app";

    /// <summary>The assembly that it is in: this program's.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "ServerlessRegistry.Benchmarks.dll");

    /// <summary>What an assembly is started with to be the empty app: nothing, where it is another one.</summary>
    public static IEnumerable<string> ArgumentsOf(string assembly) => assembly == Program ? [Argument] : [];

    /// <summary>Runs until it is ended.</summary>
    public static Task RunAsync(string[] arguments)
    {
        var application = WebApplication.CreateBuilder(arguments).Build();
        application.MapGet("/", () => TypedResults.Ok());
        return application.RunAsync();
    }
}
