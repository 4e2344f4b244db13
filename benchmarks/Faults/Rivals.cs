using System.Net;
using System.Text.Json.Nodes;
using ServerlessRegistry.Benchmarks.Load;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>An owner with two windows, each of which talks to another registry, who changes the same version in both at once.</summary>
internal sealed class Rivals(RegistryClient client, Ledger ledger, Forms forms, Random random)
{
    private readonly List<string> _breaches = [];

    /// <summary>How many pairs of changes were sent.</summary>
    public int Rounds { get; private set; }

    /// <summary>Where both counted, or what is shown is not what counted.</summary>
    public IReadOnlyList<string> Breaches => _breaches;

    /// <summary>Goes on until it is enough.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        var number = ledger.NextNumber();
        var entry = new LedgerEntry(number, forms.Draw(random, number));
        ledger.Add(entry);
        var receipt = await client.InsistAsync(
            () =>
            {
                entry.Posts++;
                return client.SendAsync(HttpMethod.Post, "registrations", cancellationToken, entry.Form, [("Idempotency-Key", entry.Key)]);
            },
            cancellationToken);
        (entry.Id, entry.Token) = (receipt.Body.GetProperty("id").GetString(), receipt.Body.GetProperty("manageToken").GetString());
        while (!enough.IsCancellationRequested)
        {
            await CompeteAsync(entry, cancellationToken);
        }
    }

    private async Task CompeteAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var seen = await client.InsistAsync(() => client.SendAsync(HttpMethod.Get, $"registrations/{entry.Id}", cancellationToken, headers: [("X-Manage-Token", entry.Token!)]), cancellationToken);
        var forms = Enumerable.Range(0, 2).Select(_ => Forms.WithOtherCameras(random, entry.Form)).ToArray();
        var answers = await Task.WhenAll(forms.Select((form, index) => PutAsync(entry, form, seen.Version!, index, cancellationToken)));
        Rounds++;
        var counted = forms.Where((_, index) => answers[index].IsSuccess).ToList();
        if (counted.Count > 1 || answers.Any(answer => answer.IsRefusal && answer.Status != HttpStatusCode.PreconditionFailed))
        {
            _breaches.Add($"two changes to one version were answered {string.Join(" and ", answers.Select(answer => (int?)answer.Status))}");
        }

        if (answers.Any(answer => answer.IsPassing))
        {
            // What counted is read again: an answer was lost.
            var shown = await client.InsistAsync(() => client.SendAsync(HttpMethod.Get, $"registrations/{entry.Id}", cancellationToken, headers: [("X-Manage-Token", entry.Token!)]), cancellationToken);
            entry.Form = forms.Append(entry.Form).First(form => Forms.IsShown(form, shown.Body));
            return;
        }

        entry.Form = counted.LastOrDefault() ?? entry.Form;
        var now = await client.InsistAsync(() => client.SendAsync(HttpMethod.Get, $"registrations/{entry.Id}", cancellationToken, headers: [("X-Manage-Token", entry.Token!)]), cancellationToken);
        if (!Forms.IsShown(entry.Form, now.Body))
        {
            _breaches.Add("what is shown is not the change that counted");
        }
    }

    private Task<Answer> PutAsync(LedgerEntry entry, JsonObject form, string version, int instance, CancellationToken cancellationToken) => client.SendAsync(
        HttpMethod.Put, $"registrations/{entry.Id}", cancellationToken, form, [("X-Manage-Token", entry.Token!), ("If-Match", version)], instance: instance);
}
