using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Holds what a registry has stored against what it acknowledged.</summary>
internal sealed class LedgerCheck(Ledger ledger, Stock stock, IServiceProvider services)
{
    private readonly IReadOnlyList<LedgerEntry> _accepted = [.. ledger.Entries.Where(entry => entry.Id is not null)];

    /// <summary>Adds a demand for everything that a registry promises, whatever fails.</summary>
    public void AddTo(Demands demands)
    {
        demands.AddNone("No answer contradicts an earlier one", ledger.Complaints, ledger.Entries.Count);
        CheckRegistrations(demands);
        CheckMap(demands);
        CheckPlacards(demands);
        CheckErasures(demands);
        CheckAudit(demands);
        demands.Add("No message and no request is left behind", Left().Count == 0, Left().Count == 0 ? "none" : string.Join(", ", Left()));
    }

    private IReadOnlyList<LedgerEntry> Kept => [.. _accepted.Where(entry => !entry.IsWithdrawn && stock.Registrations.ContainsKey(entry.Id!))];

    private void CheckRegistrations(Demands demands)
    {
        var ids = _accepted.Select(entry => entry.Id!).ToHashSet();
        var doubles = _accepted.GroupBy(entry => entry.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key} went to two owners");
        var lost = _accepted.Where(entry => !entry.IsWithdrawn && !stock.Registrations.ContainsKey(entry.Id!)).Select(entry => $"{entry.Id} is lost");
        var extra = stock.Rows.Select(group => group.Key).Where(id => !ids.Contains(id)).Select(id => $"{id} was promised to nobody");
        demands.AddNone("Every acknowledged registration is there exactly once", [.. doubles, .. lost, .. extra], _accepted.Count);

        var unsettled = Kept.Where(entry => !IsSettled(entry)).Select(entry => $"{entry.Id} is {stock.Registrations[entry.Id!].Status}, {(entry.IsConfirmed ? "" : "not ")}confirmed");
        demands.AddNone("Each is active, needs review with a reason, or waits for its owner", [.. unsettled], Kept.Count);

        var results = services.GetRequiredService<OwnerResults>();
        var other = Kept.Where(entry => !Forms.IsShown(entry.Form, JsonSerializer.SerializeToElement(results.ViewOf(stock.Registrations[entry.Id!]), ApiJson.Default.RegistrationView)));
        demands.AddNone("Each says what its owner last had acknowledged", [.. other.Select(entry => $"{entry.Id} says something else")], Kept.Count);

        var claims = stock.Claims.ToLookup(id => id);
        var unclaimed = Kept.Where(entry => entry.IsConfirmed != claims.Contains(entry.Id!) || claims[entry.Id!].Count() > 1);
        demands.AddNone("The index of owners names each that is confirmed, once", [.. unclaimed.Select(entry => $"{entry.Id} is named {claims[entry.Id!].Count()} times")], Kept.Count);

        var unlisted = Kept.Where(entry => stock.Registrations[entry.Id!].Status == RegistrationStatus.NeedsReview && !stock.Reviews.Contains(entry.Id!));
        demands.AddNone("Coordinators see each that needs review", [.. unlisted.Select(entry => $"{entry.Id} is not on the list")], Kept.Count);
    }

    private bool IsSettled(LedgerEntry entry) => stock.Registrations[entry.Id!] switch
    {
        { AwaitsConfirmation: true, Status: RegistrationStatus.Received } => !entry.IsConfirmed,
        { Status: RegistrationStatus.Active, LeftPoint: null, WantsPlacard: false, MailDue.IsEmpty: true } => entry.IsConfirmed,
        { Status: RegistrationStatus.NeedsReview, LeftPoint: null, StatusReason: not null } => entry.IsConfirmed,
        _ => false,
    };

    private void CheckMap(Demands demands)
    {
        var wrong = Kept.Select(entry => stock.Registrations[entry.Id!]).Where(registration => !IsMapped(registration)).Select(registration => $"{registration.Id} stands otherwise on the map");
        var strange = stock.Cameras.Select(group => group.Key).Where(id => !stock.Registrations.ContainsKey(id)).Select(id => $"{id} is on the map and nowhere else");
        demands.AddNone("The map has exactly their cameras", [.. wrong, .. strange], stock.Cameras.Sum(group => group.Count()));
    }

    private bool IsMapped(Registration registration)
    {
        var expected = registration is { IsOnMap: true, Location.Point: var point } ? MapCamera.Of(registration, point) : [];
        return stock.Cameras[registration.Id.Value].Select(row => row.ToCamera()).OrderBy(camera => camera.CameraId)
            .SequenceEqual(expected.OrderBy(camera => camera.CameraId));
    }

    private void CheckPlacards(Demands demands)
    {
        var active = stock.Registrations.Values.Where(registration => registration.Status == RegistrationStatus.Active).ToList();
        var wrong = active.Where(registration =>
            registration.PlacardRevision < 1
            || !stock.Placards.Contains($"{registration.Id}/{registration.PlacardRevision}.pdf")
            || !stock.Placards.Contains($"{registration.Id}/{registration.PlacardRevision}.png")
            || !stock.Codes[registration.Id.Value].SequenceEqual([registration.PlacardCode.Value]));
        demands.AddNone("Each that is active has one current placard and one code", [.. wrong.Select(registration => $"{registration.Id}, revision {registration.PlacardRevision}")], active.Count);

        var again = active.Where(registration => registration.PlacardRevision > 1 || stock.Placards.Count(name => name.StartsWith($"{registration.Id}/", StringComparison.Ordinal)) > 2);
        demands.AddNone("No placard was drawn as a second revision without need", [.. again.Select(registration => $"{registration.Id}, revision {registration.PlacardRevision}")], active.Count);
    }

    private void CheckErasures(Demands demands)
    {
        var withdrawn = _accepted.Where(entry => entry.IsWithdrawn).Select(entry => entry.Id!).ToList();
        var left = withdrawn.Where(id =>
            stock.Rows[id].Any(row => row.RowKey != RegistrationRows.Main || row.GetDateTimeOffset("ErasedAt") is null || row.ContainsKey("Personal"))
            || !stock.Rows[id].Any()
            || stock.Disclosures[id].Any()
            || stock.Claims.Contains(id)
            || stock.Placards.Any(name => name.StartsWith($"{id}/", StringComparison.Ordinal)));
        demands.AddNone("What was withdrawn is erased but for its tombstone", [.. left.Select(id => $"{id} is not erased")], withdrawn.Count);
    }

    private void CheckAudit(Demands demands)
    {
        demands.Add("The chain of the audit log is whole", stock.Chain.Holds, stock.Chain.Problem?.ToString() ?? $"{stock.Chain.Entries} entries");
        var entries = stock.Entries.Where(entry => entry is { CaseNumber: not null, Outcome: AuditOutcome.Succeeded }).ToLookup(entry => entry.CaseNumber!);
        var wrong = ledger.Cases.Where(asked => entries[asked.Key].Count() is var count && (count > 1 || (asked.Value && count == 0)));
        demands.AddNone("Each answered search and disclosure is in it once, no other twice", [.. wrong.Select(asked => $"{asked.Key}: {entries[asked.Key].Count()}")], ledger.Cases.Count);

        var pins = stock.Entries.Where(entry => entry is { Action: AuditAction.LocationSet, Outcome: AuditOutcome.Succeeded }).ToLookup(entry => entry.Target?.GetProperty("registrationId").GetString());
        demands.AddNone("So is each pin of a coordinator", [.. ledger.Pins.Where(pin => pins[pin.Key].Count() < pin.Value).Select(pin => $"{pin.Key}: {pins[pin.Key].Count()} of {pin.Value}")], ledger.Pins.Count);

        var told = stock.Disclosures.SelectMany(group => group).Select(row => row.GetString("CaseNumber")).ToHashSet();
        var untold = ledger.Cases.Where(asked => asked.Value).SelectMany(asked => entries[asked.Key])
            .Where(entry => entry.Action == AuditAction.ContactDisclosure && stock.Registrations.ContainsKey(entry.Target!.Value.GetProperty("registrationId").GetString()!) && !told.Contains(entry.CaseNumber!));
        demands.AddNone("Each owner sees each disclosure", [.. untold.Select(entry => entry.CaseNumber!)], told.Count);
    }

    private List<string> Left() =>
    [
        .. stock.Queues.Where(queue => queue.Value > 0 && !queue.Key.EndsWith("-poison", StringComparison.Ordinal)).Select(queue => $"{queue.Value} in {queue.Key}"),
        .. stock.PlacardRequests.Count == 0 ? [] : new[] { $"{stock.PlacardRequests.Count} in {StorageNames.PlacardRequests}" },
    ];
}
