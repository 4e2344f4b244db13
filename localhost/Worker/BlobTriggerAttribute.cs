namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for each version of each blob whose path matches.</summary>
/// <param name="blobPath">Container and name pattern, such as <c>uploads/{name}.json</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BlobTriggerAttribute(string blobPath) : Attribute
{
    /// <summary>Container and name pattern.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>The setting that holds the connection string; <c>AzureWebJobsStorage</c> where it is <see langword="null"/>.</summary>
    public string? Connection { get; set; }

    /// <summary>How the Azure Functions host learns of new blobs. The in-process host scans the container either way.</summary>
    public BlobTriggerSource Source { get; set; }
}
