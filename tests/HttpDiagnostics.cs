namespace ServerlessRegistry.Tests;

/// <summary>Whoever listens to the HTTP diagnostics of a process changes what its requests carry, so such tests run one after another.</summary>
internal static class HttpDiagnostics
{
    public const string OfTheProcess = "HTTP diagnostics of the process";
}
