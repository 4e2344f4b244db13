using System.Text.Json;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>A folder with what the app needs beside it, and storage ports that nobody else has.</summary>
internal sealed class StartFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("app folder ");

    public StartFolder()
    {
        File.Copy(Path.Combine(AzuriteFixture.RepositoryRoot, "host.json"), PathOf("host.json"));
        Directory.CreateSymbolicLink(PathOf("node_modules"), Path.Combine(AzuriteFixture.RepositoryRoot, "node_modules"));
    }

    public IReadOnlyList<int> StoragePorts { get; } = AzuriteFixture.FreePorts(3);

    public AzuriteOptions Azurite => new()
    {
        NodeModules = PathOf("node_modules"),
        Location = PathOf($".azurite/{StoragePorts[0]}"),
        BlobPort = StoragePorts[0],
        QueuePort = StoragePorts[1],
        TablePort = StoragePorts[2],
    };

    /// <summary>What the app notes of the Azurite that it started.</summary>
    public string AzuriteNote => Path.Combine(Azurite.Location, "azurite-process.json");

    /// <summary>The app's keys, so that no test touches those of whoever runs it.</summary>
    public string KeyFile => PathOf("keys/keys.json");

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Puts a script in the place of Azurite.</summary>
    public void ReplaceAzurite(string script)
    {
        Directory.Delete(PathOf("node_modules"));
        var file = PathOf("node_modules/azurite/dist/src/azurite.js");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, script);
    }

    /// <summary>The Node.js process of the Azurite that the app started.</summary>
    public int AzuriteProcessId()
    {
        using var note = JsonDocument.Parse(File.ReadAllText(AzuriteNote));
        return note.RootElement.GetProperty(nameof(Azurite)).GetProperty("Id").GetInt32();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
