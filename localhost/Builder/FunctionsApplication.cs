using ServerlessRegistry.Localhost.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app's <c>Program.cs</c> starts.</summary>
public static class FunctionsApplication
{
    /// <summary>A builder with the settings of the app: command line, environment, local.settings.json, host.json, in that order of weight.</summary>
    /// <param name="args">The command line.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        StartFailures.EndTheProcessWithASentence();
        return new FunctionsApplicationBuilder(LocalHostBuilder.ForConsole(args));
    }
}
