namespace Microsoft.Azure.Functions.Worker;

/// <summary>How a host learns of new and overwritten blobs.</summary>
public enum BlobTriggerSource
{
    /// <summary>From the storage logs and by listing the container.</summary>
    LogsAndContainerScan,

    /// <summary>From Event Grid events.</summary>
    EventGrid,
}
