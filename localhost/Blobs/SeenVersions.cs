using System.Collections.Concurrent;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>
/// Which version of each blob this process has taken up already, so that a scan costs no more than the listing. It holds
/// the blobs that the container holds, and forgets those that are deleted.
/// </summary>
internal sealed class SeenVersions
{
    private readonly ConcurrentDictionary<string, (string ETag, int Scan)> _versions = new(StringComparer.Ordinal);
    private int _scan;

    /// <summary>How many blobs are held.</summary>
    public int Count => _versions.Count;

    /// <summary>A listing of the whole container begins.</summary>
    public void BeginScan() => _scan++;

    /// <summary>Notes a version that a listing shows or that was just written.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool Add(string name, string etag)
    {
        var isNew = !_versions.TryGetValue(name, out var known) || known.ETag != etag;
        _versions[name] = (etag, _scan);
        return isNew;
    }

    /// <summary>Makes the version new again, unless another has come since.</summary>
    public void Forget(string name, string etag)
    {
        if (_versions.TryGetValue(name, out var known) && known.ETag == etag)
        {
            _versions.TryRemove(KeyValuePair.Create(name, known));
        }
    }

    /// <summary>The listing is complete: what it did not show is gone.</summary>
    public void EndScan()
    {
        foreach (var version in _versions.Where(version => version.Value.Scan < _scan))
        {
            _versions.TryRemove(version);
        }
    }
}
