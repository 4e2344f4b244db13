using System.Text.Json.Nodes;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>What an owner knows of a registration. One task at a time changes it.</summary>
internal sealed class LedgerEntry(int number, JsonObject form)
{
    /// <summary>Counts the owners of a run.</summary>
    public int Number { get; } = number;

    /// <summary>The form that counts: the last that was acknowledged.</summary>
    public JsonObject Form { get; set; } = form;

    /// <summary>What the owner names the request by.</summary>
    public string Key { get; } = Guid.NewGuid().ToString();

    /// <summary>The registration's id; <see langword="null"/> until the post was acknowledged.</summary>
    public string? Id { get; set; }

    /// <summary>The manage token that came with it.</summary>
    public string? Token { get; set; }

    /// <summary>How often the post was sent, repeats included.</summary>
    public int Posts { get; set; }

    /// <summary>Whether the confirmation was acknowledged.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Whether the withdrawal was acknowledged.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>How often a change was acknowledged.</summary>
    public int Changes { get; set; }

    /// <summary>What the registry answered that it should not have.</summary>
    public List<string> Complaints { get; } = [];
}
