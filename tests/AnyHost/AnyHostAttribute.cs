using Xunit.v3;

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>
/// Marks tests that see the registry only through HTTP, so that they also run against one that is already running:
/// see <see cref="RemoteRegistry"/>. All others need its inside, and are left out then.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class AnyHostAttribute : Attribute, ITraitAttribute
{
    private static readonly KeyValuePair<string, string> Trait = new("Host", "Any");

    /// <summary>Whether tests with these traits are marked.</summary>
    public static bool IsOn(IReadOnlyDictionary<string, IReadOnlyCollection<string>> traits) =>
        traits.TryGetValue(Trait.Key, out var hosts) && hosts.Contains(Trait.Value);

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [Trait];
}
