namespace ServerlessRegistry.Tests.Encryption;

/// <summary>A place for a key file.</summary>
internal sealed class KeyFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keys-");

    /// <summary>The file, in a folder that is not there yet.</summary>
    public string File => Path.Combine(_folder.FullName, "serverless-registry", "keys.json");

    public void Dispose() => _folder.Delete(recursive: true);
}
