using System.Collections;
using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Notifications;

/// <summary>The mails of the outbox as .eml files in one folder, opened when they are read. The local host shows them, and has no key of its own.</summary>
internal sealed class OutboxFiles(BlobServiceClient blobs, PersonalDataCipher cipher) : IFileProvider
{
    /// <summary>The key under which the services have this.</summary>
    public const string ServiceKey = "outbox";

    private readonly BlobContainerClient _outbox = blobs.GetBlobContainerClient(StorageNames.Outbox);

    /// <inheritdoc/>
    public IDirectoryContents GetDirectoryContents(string subpath) =>
        subpath.Trim('/').Length == 0 ? new Folder(Names().Select(FileOf)) : NotFoundDirectoryContents.Singleton;

    /// <inheritdoc/>
    public IFileInfo GetFileInfo(string subpath)
    {
        var name = subpath.TrimStart('/');
        return OutboxName.TimeIn(name) is not null && _outbox.GetBlobClient(name).Exists() ? FileOf(name) : new NotFoundFileInfo(name);
    }

    /// <inheritdoc/>
    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    private List<string> Names()
    {
        try
        {
            return [.. _outbox.GetBlobs().Select(blob => blob.Name).Where(name => OutboxName.TimeIn(name) is not null)];
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.NotFound)
        {
            // Nothing was sent yet.
            return [];
        }
    }

    private SealedFile FileOf(string name) => new(name, () => Opened(name));

    private byte[] Opened(string name)
    {
        try
        {
            return cipher.Open(_outbox.GetBlobClient(name).DownloadContent().Value.Content.ToMemory().Span, name);
        }
        catch (Exception exception) when (exception is UnreadableDataException or RequestFailedException)
        {
            throw new IOException($"{name} cannot be opened.", exception);
        }
    }

    private sealed class Folder(IEnumerable<IFileInfo> files) : IDirectoryContents
    {
        public bool Exists => true;

        public IEnumerator<IFileInfo> GetEnumerator() => files.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class SealedFile(string name, Func<byte[]> open) : IFileInfo
    {
        private readonly Lazy<byte[]> _content = new(open);

        public bool Exists => true;

        public long Length => _content.Value.Length;

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => OutboxName.TimeIn(name)!.Value;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(_content.Value, writable: false);
    }
}
