using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>Draws what owners send.</summary>
/// <param name="marker">A word that stands in everything personal and nowhere else, to be looked for in what is stored.</param>
internal sealed class Forms(string marker)
{
    private const int Unplaceable = 16;
    private static readonly string[] Streets = ["W Addison St", "W Belmont Ave", "W Fullerton Ave", "W Irving Park Rd", "W Diversey Pkwy"];

    /// <summary>A form of an owner; one in sixteen gives an address that nobody can place.</summary>
    public JsonObject Draw(Random random, int number)
    {
        var isBusiness = random.Next(3) == 0;
        var owner = new JsonObject
        {
            ["kind"] = isBusiness ? "business" : "residence",
            ["name"] = $"Ana {marker}",
            ["organization"] = isBusiness ? $"Hardware {number}" : null,
            ["email"] = $"owner{number}@{marker}.example.com",
            ["phone"] = null,
            ["language"] = new[] { "en", "es", "pl" }[random.Next(3)],
        };
        return new JsonObject
        {
            ["owner"] = owner,
            ["address"] = Address(random, number),
            ["cameras"] = new JsonArray([.. Enumerable.Range(1, 1 + random.Next(3)).Select(camera => Camera(random, camera))]),
            ["consent"] = new JsonObject { ["accepted"] = true, ["termsVersion"] = "2026-11" },
        };
    }

    /// <summary>The same form with other cameras.</summary>
    public static JsonObject WithOtherCameras(Random random, JsonObject form)
    {
        var changed = form.DeepClone().AsObject();
        changed["cameras"] = new JsonArray([.. Enumerable.Range(1, 1 + random.Next(4)).Select(camera => Camera(random, camera))]);
        return changed;
    }

    /// <summary>The same form with another address.</summary>
    public JsonObject WithOtherAddress(Random random, JsonObject form, int number)
    {
        var changed = form.DeepClone().AsObject();
        changed["address"] = Address(random, number);
        return changed;
    }

    /// <summary>Whether what the registry shows is what the form says.</summary>
    public static bool IsShown(JsonObject form, JsonElement view) =>
        Essence(form["owner"], "kind", "name", "email") == Essence(view, "owner", "kind", "name", "email")
        && Essence(form["address"], "street", "unit", "postalCode") == Essence(view, "address", "street", "unit", "postalCode")
        && Cameras(form["cameras"]!.AsArray()) == Cameras(JsonNode.Parse(view.GetProperty("cameras").GetRawText())!.AsArray());

    private static string Essence(JsonElement view, string part, params string[] names) =>
        Essence(JsonNode.Parse(view.GetProperty(part).GetRawText()), names);

    private static string Essence(JsonNode? part, params string[] names) => string.Join('|', names.Select(name => part![name]?.ToString()));

    private static string Cameras(JsonArray cameras) => string.Join('|', cameras.Select(camera => Essence(camera, "label", "facing", "retentionDays")));

    private JsonObject Address(Random random, int number) => new()
    {
        ["street"] = random.Next(Unplaceable) == 0
            ? $"{9001 + random.Next(900)} W Nowhere Pl"
            : $"{800 + random.Next(3000)} {Streets[random.Next(Streets.Length)]}",
        ["unit"] = $"{marker} {number}",
        ["city"] = "Chicago",
        ["state"] = "IL",
        ["postalCode"] = "60613",
    };

    private static JsonObject Camera(Random random, int number) => new()
    {
        ["label"] = $"Camera {number}.{random.Next(1000)}",
        ["facing"] = random.Next(360),
        ["fieldOfView"] = 90,
        ["range"] = 25,
        ["covers"] = new JsonArray("street"),
        ["retentionDays"] = 1 + random.Next(60),
        ["recordsAudio"] = false,
        ["nightVision"] = true,
    };
}
