using System.Net;
using System.Text.Json.Nodes;
using ServerlessRegistry.Benchmarks.Laboratory;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>
/// Somebody who registers cameras again and again and looks after them: a good client, who repeats what was not answered with the same
/// key or the version that counts, and notes what was acknowledged.
/// </summary>
internal sealed class Owner(RegistryClient client, MailServer mail, Ledger ledger, Forms forms, int most, Random random)
{
    private readonly List<LedgerEntry> _mine = [];

    /// <summary>Does one thing, to its acknowledged end.</summary>
    public async Task ActAsync(CancellationToken cancellationToken)
    {
        var entry = _mine.Count > 0 && random.Next(10) < 6 ? _mine[random.Next(_mine.Count)] : null;
        if (entry is null && _mine.Count >= most && _mine.Find(mine => mine.IsConfirmed) is { } oldest)
        {
            await WithdrawAsync(oldest, cancellationToken);
            return;
        }

        if (entry is null)
        {
            await RegisterAsync(cancellationToken);
            return;
        }

        if (!entry.IsConfirmed)
        {
            await ConfirmAsync(entry, cancellationToken);
            return;
        }

        await (random.Next(12) switch
        {
            0 => WithdrawAsync(entry, cancellationToken),
            1 or 2 => ChangeAsync(entry, forms.WithOtherAddress(random, entry.Form, entry.Number), cancellationToken),
            3 or 4 or 5 => ChangeAsync(entry, Forms.WithOtherCameras(random, entry.Form), cancellationToken),
            6 or 7 => RenewAsync(entry, cancellationToken),
            8 => LookAsync(entry, "/export", cancellationToken),
            9 => LookAsync(entry, "/placard?format=png", cancellationToken),
            _ => LookAsync(entry, "", cancellationToken),
        });
    }

    /// <summary>Confirms what has its mail by now and is not confirmed yet.</summary>
    public async Task ConfirmAllAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _mine.Where(entry => !entry.IsConfirmed))
        {
            await ConfirmAsync(entry, cancellationToken);
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
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
        if (receipt.Status != HttpStatusCode.Accepted)
        {
            entry.Complaints.Add($"a post was answered {receipt.Status}");
            return;
        }

        (entry.Id, entry.Token) = (receipt.Body.GetProperty("id").GetString(), receipt.Body.GetProperty("manageToken").GetString());
        _mine.Add(entry);
    }

    private async Task ConfirmAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (mail.Find("confirm", entry.Id!) is not { } link)
        {
            return;
        }

        var answer = await InsistAsync(HttpMethod.Post, entry, "/confirmation", cancellationToken, token: link.Token);
        Complain(entry, answer.Status == HttpStatusCode.OK, "a confirmation", answer);
        entry.IsConfirmed = answer.IsSuccess;
    }

    private async Task ChangeAsync(LedgerEntry entry, JsonObject form, CancellationToken cancellationToken)
    {
        // What the change meets is read first: it may be the change itself, whose answer was lost, or a note of the registry.
        while (await LookAsync(entry, "", cancellationToken) is { IsSuccess: true } seen)
        {
            if (Forms.IsShown(form, seen.Body))
            {
                Acknowledge(entry, form);
                return;
            }

            Complain(entry, Forms.IsShown(entry.Form, seen.Body), "a registration shows neither what was acknowledged nor what was asked for", seen);
            var changed = await client.SendAsync(
                HttpMethod.Put, $"registrations/{entry.Id}", cancellationToken, form, [("X-Manage-Token", entry.Token!), ("If-Match", seen.Version!)]);
            if (changed.IsSuccess)
            {
                Complain(entry, Forms.IsShown(form, changed.Body), "an acknowledged change does not show", changed);
                Acknowledge(entry, form);
                return;
            }

            if (changed.IsRefusal && changed.Status != HttpStatusCode.PreconditionFailed)
            {
                Complain(entry, false, "a change", changed);
                return;
            }

            await Task.Delay(client.Pause, cancellationToken);
        }
    }

    private async Task RenewAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var answer = await InsistAsync(HttpMethod.Post, entry, "/renewal", cancellationToken);
        Complain(entry, answer.Status == HttpStatusCode.OK, "a renewal", answer);
    }

    private async Task WithdrawAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var attempts = 0;
        var answer = await client.InsistAsync(
            () =>
            {
                attempts++;
                return client.SendAsync(HttpMethod.Delete, $"registrations/{entry.Id}", cancellationToken, headers: [("X-Manage-Token", entry.Token!)]);
            },
            cancellationToken);

        // An attempt whose answer was lost may have erased it.
        Complain(entry, answer.Status == HttpStatusCode.NoContent || (answer.Status == HttpStatusCode.NotFound && attempts > 1), "a withdrawal", answer);
        entry.IsWithdrawn = true;
        _mine.Remove(entry);
    }

    private async Task<Answer> LookAsync(LedgerEntry entry, string part, CancellationToken cancellationToken)
    {
        var answer = await InsistAsync(HttpMethod.Get, entry, part, cancellationToken);
        Complain(entry, answer.IsSuccess || (answer.Status == HttpStatusCode.Conflict && part.StartsWith("/placard", StringComparison.Ordinal)), $"a look at {part}", answer);
        return answer;
    }

    private Task<Answer> InsistAsync(HttpMethod method, LedgerEntry entry, string part, CancellationToken cancellationToken, string? token = null) => client.InsistAsync(
        () => client.SendAsync(method, $"registrations/{entry.Id}{part}", cancellationToken, headers: [("X-Manage-Token", token ?? entry.Token!)]), cancellationToken);

    private static void Acknowledge(LedgerEntry entry, JsonObject form)
    {
        entry.Form = form;
        entry.Changes++;
    }

    private static void Complain(LedgerEntry entry, bool isRight, string what, Answer answer)
    {
        if (!isRight)
        {
            entry.Complaints.Add($"registration {entry.Id}: {what} ({(int?)answer.Status})");
        }
    }
}
