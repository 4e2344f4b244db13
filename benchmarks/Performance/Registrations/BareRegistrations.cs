using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Performance.Registrations;

/// <summary>
/// The limit: the storage calls of registrations and nothing else, issued with the same clients on rows, messages and files of the same
/// sizes that were made beforehand. No HTTP interface, no functions, no encryption, no drawing.
/// </summary>
internal sealed class BareRegistrations
{
    private const int MessagesOfACall = 16;
    private static readonly byte[] Message = "{\"registrationId\":\"7K3M9QX2TB\"}"u8.ToArray();
    private readonly TableClient _registrations;
    private readonly TableClient _keys;
    private readonly TableClient _owners;
    private readonly TableClient _map;
    private readonly TableClient _codes;
    private readonly QueueClient _mails;
    private readonly QueueClient _addresses;
    private readonly BlobContainerClient _requests;
    private readonly BlobContainerClient _placards;
    private readonly BlobContainerClient _receipts;
    private readonly ConcurrentQueue<QueueMessage> _receivedMails = new();
    private readonly ConcurrentQueue<QueueMessage> _receivedAddresses = new();
    private readonly RegistrationRows _rows;
    private readonly RenderedPlacard _placard;

    /// <param name="account">The connection string of an account whose tables, queues and containers are there.</param>
    /// <param name="services">The services of a registry: what seals and draws, beforehand.</param>
    public BareRegistrations(string account, IServiceProvider services)
    {
        var tables = new TableServiceClient(account);
        var queues = new QueueServiceClient(account, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var blobs = new BlobServiceClient(account);
        _registrations = tables.GetTableClient(StorageNames.Registrations);
        _keys = tables.GetTableClient(StorageNames.IdempotencyKeys);
        _owners = tables.GetTableClient(StorageNames.OwnerIndex);
        _map = tables.GetTableClient(StorageNames.CameraMap);
        _codes = tables.GetTableClient(StorageNames.PlacardCodes);
        _mails = queues.GetQueueClient(StorageNames.MailRequests);
        _addresses = queues.GetQueueClient(StorageNames.GeocodeRequests);
        _requests = blobs.GetBlobContainerClient(StorageNames.PlacardRequests);
        _placards = blobs.GetBlobContainerClient(StorageNames.Placards);
        _receipts = blobs.GetBlobContainerClient("azure-webjobs-hosts");
        _rows = services.GetRequiredService<RegistrationRows>();
        _placard = services.GetRequiredService<PlacardRenderer>().Render(new PlacardContent(PlacardCode.Create(), new DateOnly(2027, 11, 30)));
    }

    /// <summary>Makes what a registration stores, outside the measured time.</summary>
    public PreparedRegistration Prepare(int number)
    {
        var id = RegistrationId.Create();
        var errors = new ValidationErrors();
        var form = JsonFields.Read(JsonSerializer.SerializeToElement(OwnersWork.Form(number)), errors, RegistrationFormReader.Read)!;
        var registration = Registration.Receive(id, form, DateTimeOffset.UtcNow) with
        {
            Location = new Location(new GeoPoint(-87.6553 - (number * 1e-5), 41.9484), LocationPrecision.Street, LocationSource.StreetGrid),
        };
        return new PreparedRegistration(
            id.Value,
            _rows.ToMainRow(registration),
            [.. RegistrationRows.ToCameraRows(registration)],
            Token(id),
            Token(id),
            [.. MapCamera.Of(registration, registration.Location!.Point).Select(camera => camera.ToRow())],
            registration.PlacardCode.Value,
            Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()));
    }

    /// <summary>Until the answer 202.</summary>
    public async Task AcceptAsync(PreparedRegistration registration, CancellationToken cancellationToken)
    {
        await _keys.AddEntityAsync(
            new TableEntity(registration.Key, "registration") { ["RegistrationId"] = registration.Id, ["Fingerprint"] = registration.Key, ["CreatedAt"] = DateTimeOffset.UtcNow },
            cancellationToken);
        await _owners.GetEntityIfExistsAsync<TableEntity>(registration.Key, registration.Key, cancellationToken: cancellationToken);
        await _registrations.SubmitTransactionAsync(
            new[] { registration.Main, registration.Token }.Concat(registration.Cameras).Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
            cancellationToken);
        await _mails.SendMessageAsync(BinaryData.FromBytes(Message), cancellationToken: cancellationToken);
    }

    /// <summary>From there until it is active.</summary>
    public async Task CompleteAsync(PreparedRegistration registration, CancellationToken cancellationToken)
    {
        await MailAsync(registration, cancellationToken);
        await ConfirmAsync(registration, cancellationToken);
        await PlaceAsync(registration, cancellationToken);
        await IssueAsync(registration, cancellationToken);
    }

    private async Task MailAsync(PreparedRegistration registration, CancellationToken cancellationToken)
    {
        var message = await ReceiveAsync(_mails, _receivedMails, cancellationToken);
        await ReadAsync(registration, cancellationToken);
        await ChangeAsync(registration, registration.MailedToken, cancellationToken);
        await UpdateAsync(registration, cancellationToken);
        await DeleteAsync(_mails, message, cancellationToken);
    }

    private async Task ConfirmAsync(PreparedRegistration registration, CancellationToken cancellationToken)
    {
        await ReadAsync(registration, cancellationToken);
        await _owners.AddEntityAsync(
            new TableEntity(registration.Key, registration.Key) { ["RegistrationId"] = registration.Id, ["ClaimedAt"] = DateTimeOffset.UtcNow }, cancellationToken);
        await ChangeAsync(registration, registration.MailedToken, cancellationToken);
        await _addresses.SendMessageAsync(BinaryData.FromBytes(Message), cancellationToken: cancellationToken);
    }

    private async Task PlaceAsync(PreparedRegistration registration, CancellationToken cancellationToken)
    {
        var message = await ReceiveAsync(_addresses, _receivedAddresses, cancellationToken);
        await ReadAsync(registration, cancellationToken);
        await UpdateAsync(registration, cancellationToken);
        await _map.SubmitTransactionAsync(
            registration.MapRows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        await Request(registration).UploadAsync(BinaryData.FromBytes(Message), overwrite: true, cancellationToken);
        await _registrations.GetEntityIfExistsAsync<TableEntity>(registration.Id, RegistrationRows.Main, ["PartitionKey"], cancellationToken);
        await DeleteAsync(_addresses, message, cancellationToken);
    }

    private async Task IssueAsync(PreparedRegistration registration, CancellationToken cancellationToken)
    {
        var request = Request(registration);
        var receipt = _receipts.GetBlobClient($"blobreceipts/benchmarks/Host.Functions.RenderPlacard/{registration.Key}/placard-requests/{registration.Id}.json");
        await receipt.UploadAsync(BinaryData.Empty, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
        var lease = receipt.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(30), cancellationToken: cancellationToken);
        var held = new BlobRequestConditions { LeaseId = lease.LeaseId };
        await receipt.SetMetadataAsync(new Dictionary<string, string> { ["Attempts"] = "1" }, held, cancellationToken);
        await request.DownloadContentAsync(cancellationToken);
        var version = (await request.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag;
        await ReadAsync(registration, cancellationToken);
        await Task.WhenAll(
            UploadAsync($"{registration.Id}/1.pdf", _placard.Pdf, "application/pdf", cancellationToken),
            UploadAsync($"{registration.Id}/1.png", _placard.Png, "image/png", cancellationToken),
            _codes.UpsertEntityAsync(
                new TableEntity(registration.PlacardCode, "placard") { ["RegistrationId"] = registration.Id }, TableUpdateMode.Replace, cancellationToken));
        await UpdateAsync(registration, cancellationToken);
        await request.DeleteAsync(conditions: new BlobRequestConditions { IfMatch = version }, cancellationToken: cancellationToken);
        await receipt.SetMetadataAsync(new Dictionary<string, string> { ["Attempts"] = "1", ["Completed"] = "True" }, held, cancellationToken);
        await lease.ReleaseAsync(cancellationToken: cancellationToken);
    }

    private static TableEntity Token(RegistrationId id) =>
        OwnerTokenRows.ToRow(id, ManageToken.Create(), new OwnerToken(OwnerTokenKind.Manage, DateTimeOffset.UtcNow, null, null));

    /// <summary>A message of whoever; several come with one call, as the host fetches them.</summary>
    private static async Task<QueueMessage> ReceiveAsync(QueueClient queue, ConcurrentQueue<QueueMessage> received, CancellationToken cancellationToken)
    {
        QueueMessage? message;
        while (!received.TryDequeue(out message))
        {
            foreach (var next in (await queue.ReceiveMessagesAsync(MessagesOfACall, cancellationToken: cancellationToken)).Value)
            {
                received.Enqueue(next);
            }
        }

        return message;
    }

    private static async Task DeleteAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken) =>
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);

    private BlobClient Request(PreparedRegistration registration) => _requests.GetBlobClient($"{registration.Id}.json");

    private async Task ReadAsync(PreparedRegistration registration, CancellationToken cancellationToken) => await _registrations
        .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {registration.Id}"), cancellationToken: cancellationToken)
        .ToListAsync(cancellationToken);

    private async Task UpdateAsync(PreparedRegistration registration, CancellationToken cancellationToken) =>
        await _registrations.UpdateEntityAsync(registration.Main, ETag.All, TableUpdateMode.Replace, cancellationToken);

    private async Task ChangeAsync(PreparedRegistration registration, TableEntity token, CancellationToken cancellationToken) => await _registrations.SubmitTransactionAsync(
        [
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, registration.Main, ETag.All),
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, token),
        ],
        cancellationToken);

    private async Task UploadAsync(string name, byte[] content, string type, CancellationToken cancellationToken) => await _placards.GetBlobClient(name).UploadAsync(
        BinaryData.FromBytes(content), new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = type } }, cancellationToken);
}

/// <summary>What a registration stores.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Main">Its main row.</param>
/// <param name="Cameras">Its cameras' rows.</param>
/// <param name="Token">The row of its token.</param>
/// <param name="MailedToken">The row of the token that its mail has.</param>
/// <param name="MapRows">Its rows on the map.</param>
/// <param name="PlacardCode">Its placard's code.</param>
/// <param name="Key">A hash: its idempotency key, and its owner's.</param>
internal sealed record PreparedRegistration(
    string Id,
    TableEntity Main,
    IReadOnlyList<TableEntity> Cameras,
    TableEntity Token,
    TableEntity MailedToken,
    IReadOnlyList<TableEntity> MapRows,
    string PlacardCode,
    string Key);
