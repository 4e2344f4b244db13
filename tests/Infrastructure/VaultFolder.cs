using System.Diagnostics;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>
/// A folder that stands for a key vault, with a file for each secret, and commands that run against it in bash: an <c>az</c> of its own lists and sets
/// secrets the way the Azure CLI does. It cannot tell whether Azure would take the commands, only what they do to the secrets.
/// </summary>
internal sealed class VaultFolder : IDisposable
{
    private const string Az =
        """
        #!/bin/bash
        [ -e "$HOME/silent" ] && exit 1
        verb="$1 $2 $3"
        shift 3
        while [ $# -gt 0 ]; do
          case "$1" in
            --vault-name) vault="$2" ;;
            --name) name="$2" ;;
            --value) value="$2" ;;
            --query | --output) ;;
            *) exit 2 ;;
          esac
          shift 2
        done
        [ "$vault" = kv-registry ] || exit 3
        case "$verb" in
          'keyvault secret list') ls "$HOME/secrets" ;;
          'keyvault secret set') printf %s "$value" > "$HOME/secrets/$name" ;;
          *) exit 4 ;;
        esac

        """;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("vault-");

    public VaultFolder()
    {
        _home.CreateSubdirectory("secrets");
        var az = Path.Combine(_home.FullName, "az");
        File.WriteAllText(az, Az);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(az, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Whether the vault can be reached.</summary>
    public bool Answers
    {
        init
        {
            if (!value)
            {
                File.WriteAllText(Path.Combine(_home.FullName, "silent"), "");
            }
        }
    }

    /// <summary>What the vault holds, by name.</summary>
    public IReadOnlyDictionary<string, string> Secrets =>
        Directory.EnumerateFiles(Path.Combine(_home.FullName, "secrets")).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    public void Remove(string secret) => File.Delete(Path.Combine(_home.FullName, "secrets", secret));

    /// <summary>Runs commands in bash.</summary>
    /// <returns>The exit code of the last one.</returns>
    public async Task<int> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", commands]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = _home.FullName;
        start.Environment["PATH"] = $"{_home.FullName}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["VAULT"] = "kv-registry";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(output, errors);
        return process.ExitCode;
    }

    public void Dispose() => _home.Delete(recursive: true);
}
