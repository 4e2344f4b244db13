namespace ServerlessRegistry.Storage;

/// <summary>The tables, queues and containers of a registry.</summary>
internal static class StorageNames
{
    /// <summary>Registrations and their cameras: PartitionKey = registration id.</summary>
    public const string Registrations = "Registrations";

    /// <summary>What was registered under an idempotency key: PartitionKey = SHA-256 of the key.</summary>
    public const string IdempotencyKeys = "IdempotencyKeys";

    /// <summary>Which registration an owner has for an address: PartitionKey = keyed hash of the e-mail address, RowKey = of the address.</summary>
    public const string OwnerIndex = "OwnerIndex";

    /// <summary>Who was given an owner's contact details: PartitionKey = registration id.</summary>
    public const string Disclosures = "Disclosures";

    /// <summary>Every camera on the map: PartitionKey = map tile, RowKey = place within it.</summary>
    public const string CameraMap = "CameraMap";

    /// <summary>Which registration a placard's code stands for: PartitionKey = code.</summary>
    public const string PlacardCodes = "PlacardCodes";

    /// <summary>Registrations that wait for a coordinator, the longest waiting first: one partition.</summary>
    public const string Reviews = "Reviews";

    /// <summary>Ids of registrations whose address is to be placed.</summary>
    public const string GeocodeRequests = "geocode-requests";

    /// <summary>Requests that failed for good.</summary>
    public const string GeocodeRequestsPoison = "geocode-requests-poison";

    /// <summary>The Functions host's queue of blobs whose function failed for good.</summary>
    public const string BlobTriggerPoison = "webjobs-blobtrigger-poison";

    /// <summary>Ids of registrations whose placard is to be drawn.</summary>
    public const string PlacardRequests = "placard-requests";

    /// <summary>Mails that are to be sent: ids only.</summary>
    public const string MailRequests = "mail-requests";

    /// <summary>Mails that could not be sent at all, for an operator to look at.</summary>
    public const string MailRequestsPoison = "mail-requests-poison";

    /// <summary>The drawn placards.</summary>
    public const string Placards = "placards";

    /// <summary>Mails that a development machine keeps instead of sending them; made when the first is written, so that Azure has none.</summary>
    public const string Outbox = "outbox";

    /// <summary>The audit log.</summary>
    public const string Audit = "audit";

    /// <summary>The newest line of the audit log, beside the log.</summary>
    public const string AuditHeads = "AuditHeads";

    /// <summary>What is remembered of the keys that data is sealed with: one partition.</summary>
    public const string EncryptionKeys = "EncryptionKeys";

    /// <summary>Every table.</summary>
    public static IReadOnlyList<string> Tables =>
        [Registrations, IdempotencyKeys, OwnerIndex, Disclosures, EncryptionKeys, CameraMap, PlacardCodes, Reviews, AuditHeads];

    /// <summary>Every queue that the registry writes to.</summary>
    public static IReadOnlyList<string> Queues => [GeocodeRequests, MailRequests];

    /// <summary>Every container.</summary>
    public static IReadOnlyList<string> Containers => [PlacardRequests, Placards, Audit];
}
