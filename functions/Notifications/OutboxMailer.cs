using Azure.Storage.Blobs;
using MimeKit;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Notifications;

/// <summary>
/// Keeps mails instead of sending them, for a machine where the registry is tried out: each as an .eml file in a blob, sealed
/// and bound to the blob's name, because nothing personal may lie readable in a storage. <see cref="OutboxFiles"/> opens them.
/// </summary>
public sealed class OutboxMailer(BlobServiceClient blobs, PersonalDataCipher cipher, TimeProvider clock) : IMailer
{
    private readonly BlobContainerClient _outbox = blobs.GetBlobContainerClient(StorageNames.Outbox);

    /// <inheritdoc/>
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var name = OutboxName.Create(clock.GetUtcNow());
        var content = cipher.Seal(await WrittenAsync(message, cancellationToken), name);
        await _outbox.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await _outbox.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), overwrite: false, cancellationToken);
    }

    private static async Task<byte[]> WrittenAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var file = new MemoryStream();
        await message.WriteToAsync(format, file, cancellationToken);
        return file.ToArray();
    }
}
