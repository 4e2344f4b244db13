namespace ServerlessRegistry.Localhost.Http;

/// <summary><c>extensions.http</c> of host.json.</summary>
internal sealed class HttpOptions
{
    /// <summary>What stands before every route; empty for none.</summary>
    public string RoutePrefix { get; set; } = "api";
}
