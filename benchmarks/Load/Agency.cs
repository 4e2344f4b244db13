using System.Text.Json.Nodes;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>Members of the agency at work: each search and each disclosure has a case number of its own, so that its entry in the audit log can be found.</summary>
internal sealed class Agency(RegistryClient client, Ledger ledger, Random random)
{
    private List<string> _found = [];

    /// <summary>Searches, or asks for an owner's contact details. What was not answered is not repeated.</summary>
    public async Task ActAsOfficerAsync(CancellationToken cancellationToken)
    {
        var caseNumber = $"CASE-{Guid.NewGuid():N}";
        ledger.NoteCase(caseNumber, isAnswered: false);
        var isSearch = _found.Count == 0 || random.Next(3) > 0;
        var answer = isSearch
            ? await client.SendAsync(HttpMethod.Post, "cameras/search", cancellationToken, Search(caseNumber), role: "Officer")
            : await client.SendAsync(
                HttpMethod.Post, $"registrations/{_found[random.Next(_found.Count)]}/contact-disclosures", cancellationToken, Why(caseNumber), role: "Officer");
        if (!answer.IsSuccess)
        {
            return;
        }

        ledger.NoteCase(caseNumber, isAnswered: true);
        if (isSearch)
        {
            _found = [.. answer.Body.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("registrationId").GetString()!).Distinct()];
        }
    }

    /// <summary>Puts one of the registrations that wait for it on the map.</summary>
    public async Task ActAsCoordinatorAsync(CancellationToken cancellationToken)
    {
        var list = await client.SendAsync(HttpMethod.Get, "registrations?status=needsReview", cancellationToken, role: "Coordinator");
        if (!list.IsSuccess || list.Body.GetProperty("registrations").GetArrayLength() is not (> 0 and var count))
        {
            return;
        }

        var id = list.Body.GetProperty("registrations")[random.Next(count)].GetProperty("id").GetString()!;
        var place = new JsonObject { ["point"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(Longitude(), Latitude()) } };
        if ((await client.SendAsync(HttpMethod.Put, $"registrations/{id}/location", cancellationToken, place, role: "Coordinator")).IsSuccess)
        {
            ledger.NotePin(id);
        }
    }

    private static JsonObject Why(string caseNumber) => new() { ["caseNumber"] = caseNumber, ["purpose"] = "Load" };

    private JsonObject Search(string caseNumber)
    {
        var body = Why(caseNumber);
        body["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(Longitude(), Latitude()), ["radius"] = 1500 };
        return body;
    }

    private double Longitude() => -87.72 + (random.NextDouble() * 0.08);

    private double Latitude() => 41.91 + (random.NextDouble() * 0.05);
}
