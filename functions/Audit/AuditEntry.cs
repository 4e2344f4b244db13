using System.Text.Json;

namespace ServerlessRegistry.Audit;

/// <summary>
/// Who did what, when, for which case, and what came of it. It has the ids of what was disclosed and never the disclosed
/// data: no owner's name, e-mail address, telephone number or address.
/// </summary>
public record AuditEntry
{
    /// <summary>When the request came, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The object id of the person in Microsoft Entra ID.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The person's name, as the access token had it; empty where it had none.</summary>
    public required string Name { get; init; }

    /// <summary>The role in which the person acted; for a refusal all roles of the person, with spaces between them.</summary>
    public required string Role { get; init; }

    /// <summary>What was done or tried.</summary>
    public required AuditAction Action { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditOutcome Outcome { get; init; }

    /// <summary>The status code of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>The case it was for; <see langword="null"/> where the action has none or the request was not read.</summary>
    public string? CaseNumber { get; init; }

    /// <summary>What the person needed it for; <see langword="null"/> as <see cref="CaseNumber"/>.</summary>
    public string? Purpose { get; init; }

    /// <summary>What it was about: a registration's id, or the area and filters of a search. See <see cref="AuditTarget"/>.</summary>
    public JsonElement? Target { get; init; }

    /// <summary>How many results the answer had; <see langword="null"/> where it is not a list, or not counted when it began to leave.</summary>
    public int? ResultCount { get; init; }

    /// <summary>The ids of the results in the answer.</summary>
    public IReadOnlyList<string>? ResultIds { get; init; }

    /// <summary>Where the request came from; <see langword="null"/> where that is not known.</summary>
    public string? ClientAddress { get; init; }
}
