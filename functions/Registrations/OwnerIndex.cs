using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Finds the registration that an owner has for an address, in the table <c>OwnerIndex</c>. Its keys are keyed hashes, so that
/// nobody can look up a person, or try addresses, in a copy of it. Where confirmation is required, only a confirmed registration
/// stands in it: whoever registers with somebody else's e-mail address must not stand in that person's way.
/// </summary>
public sealed class OwnerIndex(TableServiceClient tables, RegistrationStore registrations, BlindIndex index, TimeProvider clock)
{
    /// <summary>A claim may be made just before its registration is stored; one without a registration is left over after this.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FormerLinks = TimeSpan.FromDays(30);

    private readonly TableClient _table = tables.GetTableClient(StorageNames.OwnerIndex);

    /// <summary>What stands for an e-mail address wherever it must be compared and not read.</summary>
    public string Mailbox(string email) => index.Of("email", SameAddress.Of(email));

    /// <summary>The registration that the owner of a form has for its address already; <see langword="null"/> for none.</summary>
    public async Task<RegistrationId?> FindAsync(RegistrationForm form, CancellationToken cancellationToken)
    {
        var (mailbox, address) = KeysOf(form);
        var claim = await _table.GetEntityIfExistsAsync<TableEntity>(mailbox, address, cancellationToken: cancellationToken);
        return claim.HasValue && await IsHeldAsync(claim.Value!, cancellationToken) ? IdIn(claim.Value!) : null;
    }

    /// <summary>Claims the address of a form for its owner's registration.</summary>
    /// <param name="form">Whose address.</param>
    /// <param name="id">The registration.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The other registration that has it already; <see langword="null"/> where it is this one's now.</returns>
    public async Task<RegistrationId?> ClaimAsync(RegistrationForm form, RegistrationId id, CancellationToken cancellationToken)
    {
        while (await TryAddAsync(form, id, cancellationToken) is { } earlier && IdIn(earlier) != id)
        {
            if (await IsHeldAsync(earlier, cancellationToken))
            {
                return IdIn(earlier);
            }

            await RemoveAsync(earlier, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// Follows a registration to the new e-mail address or place. Links that went to a former mailbox end: they stay for the owner who was
    /// robbed of the registration, and not for whoever reads that mailbox one day.
    /// </summary>
    public async Task FollowAsync(Registration before, Registration now, CancellationToken cancellationToken)
    {
        await TidyAsync(now.Id, cancellationToken, before.Form, now.Form);
        var former = Mailbox(before.Form.Owner.Email);
        if (former != Mailbox(now.Form.Owner.Email))
        {
            await registrations.EndTokensAsync(now.Id, former, clock.GetUtcNow() + FormerLinks, cancellationToken);
        }
    }

    /// <summary>
    /// Gives back what a registration has claimed with some forms and does not say any more, after a change of it has succeeded or
    /// failed.
    /// </summary>
    public async Task TidyAsync(RegistrationId id, CancellationToken cancellationToken, params IEnumerable<RegistrationForm> forms)
    {
        var stored = await registrations.FindAsync(id, cancellationToken);
        foreach (var form in forms.Where(form => stored is null or { Status: RegistrationStatus.Withdrawn } || !AreSame(stored.Form, form)))
        {
            await ReleaseAsync(form, id, cancellationToken);
        }
    }

    /// <summary>Gives back what a registration has claimed with a form. What another has claimed meanwhile stays.</summary>
    public async Task ReleaseAsync(RegistrationForm form, RegistrationId id, CancellationToken cancellationToken)
    {
        var (mailbox, address) = KeysOf(form);
        var claim = await _table.GetEntityIfExistsAsync<TableEntity>(mailbox, address, cancellationToken: cancellationToken);
        if (claim.HasValue && IdIn(claim.Value!) == id)
        {
            await RemoveAsync(claim.Value!, cancellationToken);
        }
    }

    /// <summary>Gives back every claim that its registration does not say any more.</summary>
    /// <returns>How many claims were looked at, and how many of them given back.</returns>
    internal async Task<(int Seen, int Swept)> SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, swept) = (0, 0);
        await foreach (var claim in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            seen++;
            if (!await IsHeldAsync(claim, cancellationToken))
            {
                await RemoveAsync(claim, cancellationToken);
                swept++;
            }
        }

        return (seen, swept);
    }

    /// <summary>Whether two forms are the same owner's for the same address.</summary>
    public static bool AreSame(RegistrationForm one, RegistrationForm other) =>
        SameAddress.Of(one.Owner.Email) == SameAddress.Of(other.Owner.Email) && SameAddress.Of(one.Address) == SameAddress.Of(other.Address);

    private static RegistrationId IdIn(TableEntity claim) => RegistrationId.Parse(claim.GetString("RegistrationId"));

    private (string Mailbox, string Address) KeysOf(RegistrationForm form) =>
        (Mailbox(form.Owner.Email), index.Of("address", SameAddress.Of(form.Address)));

    /// <summary>A claim may outlive what it was made for, where a change was cut off. One whose registration cannot be read is held.</summary>
    private async Task<bool> IsHeldAsync(TableEntity claim, CancellationToken cancellationToken)
    {
        if (claim.GetDateTimeOffset("ClaimedAt") > clock.GetUtcNow() - Settling)
        {
            return true;
        }

        try
        {
            return await registrations.FindAsync(IdIn(claim), cancellationToken) is { Status: not RegistrationStatus.Withdrawn } registration
                && KeysOf(registration.Form) == (claim.PartitionKey, claim.RowKey);
        }
        catch (UnreadableRegistrationException)
        {
            return true;
        }
    }

    /// <returns>The claim that is there already; <see langword="null"/> where this one was added.</returns>
    private async Task<TableEntity?> TryAddAsync(RegistrationForm form, RegistrationId id, CancellationToken cancellationToken)
    {
        var (mailbox, address) = KeysOf(form);
        while (true)
        {
            try
            {
                var claim = new TableEntity(mailbox, address) { ["RegistrationId"] = id.Value, ["ClaimedAt"] = clock.GetUtcNow() };
                await _table.AddEntityAsync(claim, cancellationToken);
                return null;
            }
            catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status409Conflict)
            {
                var earlier = await _table.GetEntityIfExistsAsync<TableEntity>(mailbox, address, cancellationToken: cancellationToken);
                if (earlier.HasValue)
                {
                    return earlier.Value;
                }
            }
        }
    }

    private Task RemoveAsync(TableEntity claim, CancellationToken cancellationToken) => _table.DeleteUnchangedAsync(claim, cancellationToken);
}
