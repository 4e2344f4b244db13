namespace ServerlessRegistry.Checks;

/// <summary>Walks through a part of the storage.</summary>
internal interface ICheck
{
    /// <summary>What is looked at, in a few words for the table of counts.</summary>
    string Subject { get; }

    /// <summary>What there is to look at, one after the other, in pages.</summary>
    IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, CancellationToken cancellationToken);
}

/// <summary>One thing to look at.</summary>
/// <param name="Id">What names it.</param>
/// <param name="LookAsync">Looks at it; where it is told to, at what the storage says now rather than at what the walk has found.</param>
internal sealed record CheckItem(string Id, Func<bool, CancellationToken, Task<Verdict>> LookAsync);

/// <summary>What a look has found.</summary>
/// <param name="Breaches">What must not be.</param>
/// <param name="InProgress">What is still to be done, in a few words; <see langword="null"/> where nothing is.</param>
/// <param name="IsRecent">Whether the breaches may be steps of a change, so that they must last: see <see cref="CheckSettings.Grace"/>.</param>
internal sealed record Verdict(IReadOnlyList<Breach> Breaches, string? InProgress = null, bool IsRecent = false)
{
    /// <summary>Nothing is wrong and nothing to be done.</summary>
    public static Verdict Sound { get; } = new([]);

    /// <summary>One thing is wrong.</summary>
    public static Verdict Of(string kind, string id, string problem, string remedy) => new([new Breach(kind, id, problem, remedy)]);

    /// <summary>Something is still to be done, so that nothing can be said yet.</summary>
    public static Verdict Working(string work) => new([], work);
}
