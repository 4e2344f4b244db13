using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// The keys of a registry whose storage is on this machine: a file that nobody but its owner may read, outside the folder of the storage,
/// so that a copy of the storage is not a copy of the keys. It is made once and never changed.
/// </summary>
internal static class KeyFile
{
    /// <summary>Where the file is, if not in the user's own folder.</summary>
    public const string Setting = "Encryption:KeyFile";

    private const string FirstKey = "local";
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The whole path of the file.</summary>
    /// <param name="setting">The setting; empty means <c>serverless-registry/keys.json</c> in the user's folder for application data.</param>
    /// <exception cref="OptionsValidationException">It is not a whole path, or the user has no such folder.</exception>
    public static string Locate(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return folder.Length > 0
                ? Path.Combine(folder, "serverless-registry", "keys.json")
                : throw WrittenKeys.Invalid($"{Setting} is not set, and this user has no folder of their own to keep keys in.");
        }

        return Path.IsPathFullyQualified(setting)
            ? setting
            : throw WrittenKeys.Invalid($"{Setting} must be a whole path, such as /home/ana/keys.json.");
    }

    /// <summary>The keys of the file, which is made where there is none. Processes that start at the same moment get the same keys.</summary>
    /// <exception cref="OptionsValidationException">The file cannot be made or read, others may read it, or it holds no keys.</exception>
    public static WrittenKeys ReadOrMake(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                MakeOnce(path);
            }

            RefuseIfOthersMayRead(path);
            return Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw WrittenKeys.Invalid($"The key file {path} can be neither read nor made ({exception.GetType().Name}): check {Setting} and who owns the folder.");
        }
    }

    private static WrittenKeys Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.WrittenKeys);
            return read is null or { Keys: null }
                ? throw Broken(path)
                : new WrittenKeys { CurrentKey = read.CurrentKey, Keys = read.Keys, IndexKey = read.IndexKey, Place = $"In the key file {path}, " };
        }
        catch (JsonException)
        {
            // The exception is not passed on: its message may quote the file.
            throw Broken(path);
        }
    }

    private static OptionsValidationException Broken(string path) => WrittenKeys.Invalid(
        $"The key file {path} is broken: bring it back from a backup. A new one would not open what was sealed with the old one.");

    /// <summary>
    /// The file appears whole or not at all, because it is written beside its place and then moved. A lock makes sure that nobody else moves
    /// one there in between: on Unix a move that must not overwrite looks first and moves then.
    /// </summary>
    private static void MakeOnce(string path)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        using var alone = WaitForLock($"{path}.lock");
        if (File.Exists(path))
        {
            return;
        }

        var written = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(written, OnlyForTheOwner(FileMode.CreateNew)))
            {
                JsonSerializer.Serialize(file, NewKeys(), KeyFileJson.ToCopyFrom().WrittenKeys);
                file.Flush(flushToDisk: true);
            }

            File.Move(written, path, overwrite: false);
        }
        finally
        {
            File.Delete(written);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnFolder);
        }
    }

    /// <summary>The lock ends with the process that holds it. Its file stays: who deletes it would take it from under others.</summary>
    private static FileStream WaitForLock(string path)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, OnlyForTheOwner(FileMode.OpenOrCreate));
            }
            catch (IOException exception) when (exception is not (PathTooLongException or DirectoryNotFoundException) && waiting.Elapsed < Patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static FileStreamOptions OnlyForTheOwner(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return options;
    }

    private static WrittenKeys NewKeys() => new()
    {
        CurrentKey = FirstKey,
        Keys = new Dictionary<string, string?> { [FirstKey] = NewKey() },
        IndexKey = NewKey(),
    };

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRing.KeyLength));

    private static void RefuseIfOthersMayRead(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnFile) != UnixFileMode.None)
        {
            throw WrittenKeys.Invalid($"The key file {path} may be used by others than its owner: run 'chmod 600' on it, and make new keys if others may have read it.");
        }
    }
}

/// <summary>The key file's format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WrittenKeys))]
internal sealed partial class KeyFileJson : JsonSerializerContext
{
    /// <summary>Writes base64 as it is, without an escaped plus sign, so that a key can be copied from the file.</summary>
    public static KeyFileJson ToCopyFrom() => new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
