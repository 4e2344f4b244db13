using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Finds the registration that an owner has for an address, in the table <c>OwnerIndex</c>. Its keys are keyed hashes, so that
/// nobody can look up a person, or try addresses, in a copy of it.
/// </summary>
public sealed class OwnerIndex(TableServiceClient tables, BlindIndex index, TimeProvider clock)
{
    /// <summary>A claim is made just before its registration is stored; one without a registration is left over after this.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    private readonly TableClient _table = tables.GetTableClient(StorageNames.OwnerIndex);

    /// <summary>What stands for an e-mail address wherever it must be compared and not read.</summary>
    public string Mailbox(string email) => index.Of("email", SameAddress.Of(email));

    /// <summary>Claims an owner's address for a registration.</summary>
    /// <param name="form">Whose address.</param>
    /// <param name="id">The registration.</param>
    /// <param name="find">Looks up the registration that an earlier claim names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The other registration that has it already; <see langword="null"/> where it is this one's now.</returns>
    public async Task<RegistrationId?> ClaimAsync(
        RegistrationForm form,
        RegistrationId id,
        Func<RegistrationId, CancellationToken, Task<Registration?>> find,
        CancellationToken cancellationToken)
    {
        var claim = Row(form, id);
        while (await TryAddAsync(claim, cancellationToken) is { } earlier)
        {
            var other = RegistrationId.Parse(earlier.GetString("RegistrationId"));
            if (other == id)
            {
                return null;
            }

            if (earlier.GetDateTimeOffset("ClaimedAt") > clock.GetUtcNow() - Settling || IsOf(await find(other, cancellationToken), claim))
            {
                return other;
            }

            await RemoveAsync(earlier, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// Lets the index follow a change of a registration. Where another registration has the new address, the index goes on naming
    /// that one: an owner may correct an address into one that is registered twice.
    /// </summary>
    public async Task MoveAsync(
        Registration before,
        Registration now,
        Func<RegistrationId, CancellationToken, Task<Registration?>> find,
        CancellationToken cancellationToken)
    {
        if (AreSame(before.Form, now.Form))
        {
            return;
        }

        await ClaimAsync(now.Form, now.Id, find, cancellationToken);
        await ReleaseAsync(before.Form, before.Id, cancellationToken);
    }

    /// <summary>Whether two forms are the same owner's for the same address.</summary>
    public static bool AreSame(RegistrationForm one, RegistrationForm other) =>
        SameAddress.Of(one.Owner.Email) == SameAddress.Of(other.Owner.Email) && SameAddress.Of(one.Address) == SameAddress.Of(other.Address);

    /// <summary>Gives back what a registration has claimed with a form. What another has claimed meanwhile stays.</summary>
    public async Task ReleaseAsync(RegistrationForm form, RegistrationId id, CancellationToken cancellationToken)
    {
        var row = Row(form, id);
        var claim = await _table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        if (claim.HasValue && claim.Value!.GetString("RegistrationId") == id.Value)
        {
            await RemoveAsync(claim.Value, cancellationToken);
        }
    }

    /// <summary>A claim may outlive what it was made for, where a change was cut off.</summary>
    private bool IsOf(Registration? registration, TableEntity claim)
    {
        if (registration is null or { Status: RegistrationStatus.Withdrawn })
        {
            return false;
        }

        var row = Row(registration.Form, registration.Id);
        return row.PartitionKey == claim.PartitionKey && row.RowKey == claim.RowKey;
    }

    private TableEntity Row(RegistrationForm form, RegistrationId id) =>
        new(Mailbox(form.Owner.Email), index.Of("address", SameAddress.Of(form.Address)))
        {
            ["RegistrationId"] = id.Value,
            ["ClaimedAt"] = clock.GetUtcNow(),
        };

    /// <returns>The claim that is there already; <see langword="null"/> where this one was added.</returns>
    private async Task<TableEntity?> TryAddAsync(TableEntity claim, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _table.AddEntityAsync(claim, cancellationToken);
                return null;
            }
            catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status409Conflict)
            {
                var earlier = await _table.GetEntityIfExistsAsync<TableEntity>(claim.PartitionKey, claim.RowKey, cancellationToken: cancellationToken);
                if (earlier.HasValue)
                {
                    return earlier.Value;
                }
            }
        }
    }

    private async Task RemoveAsync(TableEntity claim, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(claim, claim.ETag, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is StatusCodes.Status404NotFound or StatusCodes.Status412PreconditionFailed)
        {
            // Somebody else has dealt with it.
        }
    }
}
