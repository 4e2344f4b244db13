using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Placards;

/// <summary>The forms in which a placard is kept.</summary>
public enum PlacardFormat
{
    /// <summary>For printing.</summary>
    Pdf,

    /// <summary>For looking at.</summary>
    Png,
}

/// <summary>Keeps drawn placards in the container <c>placards</c>, and whose code is whose in the table <c>PlacardCodes</c>.</summary>
public sealed class PlacardStore(BlobServiceClient blobs, TableServiceClient tables)
{
    private const string RowKey = "placard";
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.Placards);
    private readonly TableClient _codes = tables.GetTableClient(StorageNames.PlacardCodes);

    /// <summary>Keeps a placard. Keeping the same one again changes nothing.</summary>
    public Task SaveAsync(RegistrationId id, int revision, PlacardCode code, RenderedPlacard placard, CancellationToken cancellationToken) => Task.WhenAll(
        UploadAsync(id, revision, PlacardFormat.Pdf, placard.Pdf, cancellationToken),
        UploadAsync(id, revision, PlacardFormat.Png, placard.Png, cancellationToken),
        _codes.UpsertEntityAsync(new TableEntity(code.Value, RowKey) { ["RegistrationId"] = id.Value }, TableUpdateMode.Replace, cancellationToken));

    /// <summary>A placard's file, all of it, so that an answer is whole or none; <see langword="null"/> where it is gone.</summary>
    public async Task<byte[]?> ReadAsync(RegistrationId id, int revision, PlacardFormat format, CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob(id, revision, format).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes every drawing of a registration's placard. Its code stays known, so that it can be told from a forged one.</summary>
    public async Task DeleteAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        await foreach (var drawing in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{id}/", cancellationToken))
        {
            await _container.DeleteBlobIfExistsAsync(drawing.Name, cancellationToken: cancellationToken);
        }
    }

    /// <summary>The registration that a code was issued to; <see langword="null"/> where it never was.</summary>
    public async Task<RegistrationId?> FindAsync(PlacardCode code, CancellationToken cancellationToken)
    {
        var row = await _codes.GetEntityIfExistsAsync<TableEntity>(code.Value, RowKey, cancellationToken: cancellationToken);
        return row.HasValue ? RegistrationId.Parse(row.Value!.GetString("RegistrationId")) : null;
    }

    /// <summary>The media type of a format.</summary>
    public static string MediaType(PlacardFormat format) => format == PlacardFormat.Pdf ? "application/pdf" : "image/png";

    /// <summary>The ending of a format's file names.</summary>
    public static string Extension(PlacardFormat format) => format == PlacardFormat.Pdf ? "pdf" : "png";

    /// <summary>What the name of a drawing's file says; <see langword="null"/> where it is the name of none.</summary>
    internal static (RegistrationId Id, int Revision, PlacardFormat Format)? ReadName(string name) => name.Split('/', '.') is [var id, var revision, var extension]
        && RegistrationId.TryParse(id, out var known)
        && int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Enum.GetValues<PlacardFormat>().FirstOrDefault(format => Extension(format) == extension) is var format
        && Name(known, number, format) == name
            ? (known, number, format)
            : null;

    /// <summary>The name of a drawing's file.</summary>
    internal static string Name(RegistrationId id, int revision, PlacardFormat format) => FormattableString.Invariant($"{id}/{revision}.{Extension(format)}");

    private async Task UploadAsync(RegistrationId id, int revision, PlacardFormat format, byte[] content, CancellationToken cancellationToken) =>
        await Blob(id, revision, format).UploadAsync(
            BinaryData.FromBytes(content),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = MediaType(format) } },
            cancellationToken);

    private BlobClient Blob(RegistrationId id, int revision, PlacardFormat format) =>
        _container.GetBlobClient(Name(id, revision, format));
}
