using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessRegistry.Tests.Registrations;

/// <summary>Texts that break careless software, in every field that takes one: each is kept as it is or refused by its path, and nothing else.</summary>
public sealed class HostileTextTests(AzuriteFixture azurite)
{
    private const int Texts = 1000;
    private const int AtATime = 8;

    private static readonly string[] Seeds =
    [
        "' OR '1'='1", "\"; DROP TABLE owners; --", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "${jndi:ldap://x}", "%00%0d%0aX: y",
        "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-2+3", "\r\nBcc: everybody@example.com", "a\u0000b", "a\u202Eb", "a\uFEFFb", "e\u0301", "\uD83D\uDE00 emoji",
        "\u0645\u0631\u062D\u0628\u0627", "\u65E5\u672C\u8A9E", "Zażółć gęślą jaźń", "İstanbul ıI", "ﬁ ligature", "../../etc/passwd", "\\\\server\\share", "C:\\con", "null", "undefined", "NaN", "1e309",
        "PartitionKey eq ''", "' or RowKey ne '", "token-", "camera-01", "registration", "?a=b&c=d#e", "<!--", "]]>", "&lt;&amp;", "\\u0000", "\\", "\"", "'", "`", "%s%n%x", "{0}{1}", "{name}", "$(id)", "; ls", "| cat",
    ];

    /// <summary>Where a form has a text, and the field of the answer is the same.</summary>
    private static readonly string[] Fields = ["owner.name", "owner.organization", "address.street", "address.unit", "address.city", "cameras.0.label", "cameras.0.covers.0"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_InEveryField_AreKeptAsTheyAreOrRefusedByTheirPath()
    {
        await using var registry = OwnersRegistry.Start(azurite.NewAccount());
        var random = new Random(20261123);
        var texts = Enumerable.Range(0, Texts).Select(_ => Text(random)).ToArray();
        var accepted = 0;

        // A form takes a text for each of its fields.
        await Parallel.ForEachAsync(
            texts.Chunk(Fields.Length).Where(chunk => chunk.Length == Fields.Length).Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = Cancellation },
            async (chunk, _) =>
            {
                if (await TryAsync(registry, chunk.Index, chunk.Item))
                {
                    Interlocked.Increment(ref accepted);
                }
            });

        Assert.NotInRange(accepted, 0, 20);
    }

    private static async Task<bool> TryAsync(OwnersRegistry registry, int number, string[] texts)
    {
        var form = RegistryHost.Form(form =>
        {
            form["owner"]!["email"] = $"owner{number}@example.com";
            form["address"]!["unit"] = "";
        });
        foreach (var (index, field) in Fields.Index())
        {
            NodeAt(form, field).ReplaceWith(texts[index]);
        }

        using var response = await registry.SendAsync(HttpMethod.Post, "/api/registrations", token: null, form);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            Assert.All(answer.GetProperty("errors").EnumerateObject(), error => Assert.Contains(error.Name.Replace("[0]", ".0", StringComparison.Ordinal), Fields));
            return false;
        }

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var (id, token) = (answer.GetProperty("id").GetString()!, answer.GetProperty("manageToken").GetString()!);
        var kept = JsonNode.Parse((await registry.Host.RegistrationAsync(id, token)).GetRawText())!;
        foreach (var (index, field) in Fields.Index())
        {
            Assert.Equal(texts[index].Trim().Normalize(NormalizationForm.FormC), NodeAt(kept, field).GetValue<string>());
        }

        return true;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var part = random.Next(1, 3); part > 0; part--)
        {
            text.Append(random.GetItems(Seeds, 1)[0]).Append(random.Next(3) == 0 ? " " : "");
        }

        return text.ToString() is var whole && whole.Length <= 40 ? whole : whole[..(char.IsHighSurrogate(whole[39]) ? 39 : 40)];
    }

    /// <summary>The node at a path such as <c>cameras.0.label</c>.</summary>
    private static JsonNode NodeAt(JsonNode form, string field) => field.Split('.').Aggregate(
        form, (node, name) => int.TryParse(name, CultureInfo.InvariantCulture, out var index) ? node[index]! : node[name]!);
}
