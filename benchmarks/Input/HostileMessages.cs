using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace ServerlessRegistry.Benchmarks.Input;

/// <summary>Draws messages for the registry's queues and blobs for its container, most of them wrong in some way.</summary>
internal static class HostileMessages
{
    /// <summary>Larger than what fits into a message once it is base64.</summary>
    private const int TooLarge = 50_000;

    /// <summary>A text, and whether it is encoded as messages are.</summary>
    /// <param name="knownId">The id of a registration that is there.</param>
    public static Gen<(string Text, bool IsEncoded)> Of(string knownId) => Gen.Select(
        Gen.OneOf(
            Gen.OneOf(
                HostileJson.Of(new JsonObject { ["registrationId"] = knownId }),
                HostileJson.Of(new JsonObject { ["registrationId"] = "7K3M9QX2TB" }),
                HostileJson.Of(new JsonObject { ["registrationId"] = knownId, ["kind"] = "confirmation", ["attempt"] = 3, ["emailIndex"] = null }),
                HostileJson.Of(new JsonObject { ["Type"] = "BlobTrigger", ["ContainerName"] = "placard-requests", ["BlobName"] = $"{knownId}.json", ["ETag"] = "\"0\"" }),
                HostileJson.Of(new JsonObject { ["ContainerName"] = "placard-requests", ["BlobName"] = "a/b/../7K3M9QX2TB.json" }))
                .Select(bytes => bytes.Length <= TooLarge ? Encoding.UTF8.GetString(bytes) : "x"),
            HostileText.Any.Select(WithoutHalves)),
        Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false))),
        (text, isEncoded) => (text, isEncoded));

    /// <summary>Half a surrogate pair cannot be sent at all.</summary>
    private static string WithoutHalves(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
