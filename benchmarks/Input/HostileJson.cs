using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace ServerlessRegistry.Benchmarks.Input;

/// <summary>Spoils JSON that was right.</summary>
internal static class HostileJson
{
    private const string RawStart = "@raw:";
    private static readonly JsonSerializerOptions Plain = new() { MaxDepth = 10_000 };

    /// <summary>Values as JSON writes them, and some as it does not.</summary>
    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.OneOfConst(
            "null", "true", "0", "-0", "-1", "1e400", "-1e-400", "1.7976931348623157e309", "99999999999999999999999999", "0.1e1", "1E2", "01", "+1", ".5", "NaN", "Infinity",
            "[]", "{}", "[[]]", "[null]", "{\"\":0}", "\"\\ud800\"", "\"\\u0000\"", "'x'", "undefined", "", "/*x*/1", "\"\t\"", "[1,2,]",
            "{\"type\":\"circle\",\"center\":[181,91],\"radius\":1e9}", "{\"type\":\"polygon\",\"coordinates\":[[[0,0],[0,0],[0,0],[0,0]]]}",
            "{\"type\":\"corridor\",\"line\":[[179.9,0],[-179.9,0]],\"width\":1e308}", "{\"type\":\"Point\",\"coordinates\":[null,\"1\"]}"),
        Gen.Double.Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[1, 200].Select(depth => $"{new string('[', depth)}{new string(']', depth)}"),
        Gen.Int[1, 120].Select(length => $"[{string.Join(',', Enumerable.Repeat("{\"label\":\"x\"}", length))}]"),
        HostileText.Any.Select(text => JsonSerializer.Serialize(text)));

    /// <summary>What is done to a document: where, and what.</summary>
    private static readonly Gen<(int Where, int What, string Value, string Name)> Change = Gen.Select(Gen.Int[0, 200], Gen.Int[0, 9], Value, HostileText.Any);

    /// <summary>The document as it is, or spoilt in a place or some; or something that is no JSON at all.</summary>
    /// <param name="right">A document that is right.</param>
    public static Gen<byte[]> Of(JsonNode right) => Gen.Frequency(
        (2, Gen.Const(() => Encoding.UTF8.GetBytes(right.ToJsonString()))),
        (10, Change.Array[1, 4].Select(changes => Encoding.UTF8.GetBytes(Spoilt(right.DeepClone(), changes)))),
        (1, Gen.Int[0, 400].Select(length => Encoding.UTF8.GetBytes(right.ToJsonString()) is var bytes ? bytes[..Math.Min(length, bytes.Length)] : [])),
        (1, Gen.Byte.Array[0, 60]),
        (1, Gen.OneOfConst("null", "[]", "\"\"", "0", "{}", "{}{}", "\ufeff{}", new string('[', 30_000), string.Concat(Enumerable.Repeat("{\"a\":", 5_000)), new string(' ', 70_000), "{\"owner\":1,\"owner\":2}")
            .Select(Encoding.UTF8.GetBytes)),
        (1, Gen.OneOfConst<Encoding>(Encoding.Unicode, Encoding.UTF32, Encoding.Latin1).Select(encoding => encoding.GetBytes(right.ToJsonString()))));

    private static string Spoilt(JsonNode document, (int Where, int What, string Value, string Name)[] changes)
    {
        var raw = new List<string>();
        foreach (var (where, what, value, name) in changes)
        {
            var places = Places(document).ToList();
            if (places.Count == 0)
            {
                break;
            }

            Spoil(places[where % places.Count], what, value, name, raw);
        }

        var text = document.ToJsonString(Plain);
        for (var index = 0; index < raw.Count; index++)
        {
            text = text.Replace($"\"{RawStart}{index}\"", raw[index], StringComparison.Ordinal);
        }

        return text;
    }

    private static void Spoil((JsonNode Parent, string? Name, int Index) place, int what, string value, string name, List<string> raw)
    {
        raw.Add(value);
        var marked = JsonValue.Create($"{RawStart}{raw.Count - 1}");
        switch (place)
        {
            case ({ } parent, { } property, _) when what == 0:
                parent.AsObject().Remove(property);
                break;
            case ({ } parent, { }, _) when what == 1:
                parent.AsObject()[name] = marked;
                break;
            case ({ } parent, { } property, _) when what == 2:
                var moved = parent[property]?.DeepClone();
                parent.AsObject().Remove(property);
                parent.AsObject()[property.ToUpperInvariant()] = moved;
                break;
            case ({ } parent, { } property, _):
                parent[property] = marked;
                break;
            case ({ } parent, null, var index) when what == 0:
                parent.AsArray().RemoveAt(index);
                break;
            case ({ } parent, null, var index) when what == 1:
                parent.AsArray().Add(parent[index]?.DeepClone());
                break;
            case ({ } parent, null, var index):
                parent[index] = marked;
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value).Prepend((members, member.Key, 0))),
        JsonArray items => items.SelectMany((item, index) => Places(item).Prepend((items, null, index))),
        _ => [],
    };
}
