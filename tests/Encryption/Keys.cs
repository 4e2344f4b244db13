using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Tests.Encryption;

/// <summary>Keys as the settings hold them.</summary>
internal static class Keys
{
    public static KeyRing Ring(string current, params (string Id, string Key)[] keys) => Ring(current, RegistryHost.NewKey(), keys);

    public static KeyRing Ring(string current, string indexKey, params (string Id, string Key)[] keys) => KeyRing.Read(
        new ConfigurationBuilder().AddInMemoryCollection(Settings(current, indexKey, keys)).Build());

    public static Dictionary<string, string?> Settings(string current, string indexKey, params (string Id, string Key)[] keys) =>
        new(keys.Select(key => KeyValuePair.Create($"Encryption:Keys:{key.Id}", (string?)key.Key)))
        {
            ["Encryption:CurrentKey"] = current,
            ["Encryption:IndexKey"] = indexKey,
        };
}
