using System.Net;
using System.Text.Json;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>What came back for a request.</summary>
/// <param name="Status">Its status; <see langword="null"/> where none came, because the connection was refused or cut.</param>
/// <param name="Body">Its JSON; undefined where it has none.</param>
/// <param name="Version">Its entity tag.</param>
/// <param name="RetryAfter">When to ask again.</param>
internal sealed record Answer(HttpStatusCode? Status, JsonElement Body, string? Version, TimeSpan? RetryAfter)
{
    /// <summary>No answer.</summary>
    public static Answer None { get; } = new(null, default, null, null);

    /// <summary>Whether it may be otherwise the next time: none came, the registry is busy, or something that it needs is away.</summary>
    public bool IsPassing => Status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Whether the request was done.</summary>
    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>Whether the request was refused for good.</summary>
    public bool IsRefusal => !IsPassing && !IsSuccess;
}
