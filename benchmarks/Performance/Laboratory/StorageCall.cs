namespace ServerlessRegistry.Benchmarks.Performance.Laboratory;

/// <summary>A service of a storage account.</summary>
internal enum StorageService
{
    /// <summary>Tables.</summary>
    Table,

    /// <summary>Queues.</summary>
    Queue,

    /// <summary>Blobs.</summary>
    Blob,
}

/// <summary>A kind of request to a storage account.</summary>
/// <param name="Service">To which of its services.</param>
/// <param name="Operation">What it does, in the words of the service's REST interface.</param>
/// <param name="Target">The table, queue or container; empty for a transaction, whose address names none.</param>
internal readonly record struct StorageCall(StorageService Service, string Operation, string Target)
{
    /// <summary>Reads it off a request to an account whose name is the first part of the path, as an emulator has it.</summary>
    public static StorageCall Of(HttpRequestMessage request, Uri address)
    {
        var version = request.Headers.TryGetValues("DataServiceVersion", out _) || request.Headers.Accept.Any(accepted => accepted.ToString().Contains("odata", StringComparison.Ordinal));
        var parts = Uri.UnescapeDataString(address.AbsolutePath).Split('/', 4, StringSplitOptions.None);
        var target = parts.Length > 2 ? parts[2] : "";
        var rest = parts.Length > 3 ? parts[3] : "";
        return version || target == "$batch" ? Table(request.Method.Method, target)
            : rest == "messages" || rest.StartsWith("messages/", StringComparison.Ordinal) ? Queue(request.Method.Method, target)
            : Blob(request.Method.Method, target, Parameter(address, "comp"), rest);
    }

    private static StorageCall Table(string method, string target)
    {
        var key = target.IndexOf('(', StringComparison.Ordinal);
        var name = key < 0 ? target : target[..key];
        var isOneEntity = key >= 0 && !target.EndsWith("()", StringComparison.Ordinal);
        var operation = (method, isOneEntity) switch
        {
            _ when target == "$batch" => "Entity Group Transaction",
            ("GET", true) => "Get Entity",
            ("GET", false) => "Query Entities",
            ("PUT", _) => "Update Entity",
            ("MERGE" or "PATCH", _) => "Merge Entity",
            ("DELETE", _) => "Delete Entity",
            _ => "Insert Entity",
        };
        return new StorageCall(StorageService.Table, operation, target == "$batch" ? "" : name);
    }

    private static StorageCall Queue(string method, string target) => new(
        StorageService.Queue,
        method switch { "POST" => "Put Message", "GET" => "Get Messages", "DELETE" => "Delete Message", _ => "Update Message" },
        target);

    private static StorageCall Blob(string method, string target, string? component, string blob) => new(
        StorageService.Blob,
        (method, component) switch
        {
            ("GET", "list") => "List Blobs",
            ("PUT", "lease") => "Lease Blob",
            ("PUT", "metadata") => "Set Blob Metadata",
            ("PUT", "appendblock") => "Append Block",
            ("PUT", null) => "Put Blob",
            ("HEAD", _) => "Get Blob Properties",
            ("DELETE", _) => "Delete Blob",
            ("GET", _) => "Get Blob",
            _ => $"{method} {component}",
        },
        blob.StartsWith("blobreceipts/", StringComparison.Ordinal) ? "receipts" : blob.StartsWith("locks/", StringComparison.Ordinal) ? "locks" : target);

    private static string? Parameter(Uri address, string name) => address.Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair is [var key, _] && key == name)
        .Select(pair => pair[1])
        .FirstOrDefault();
}
