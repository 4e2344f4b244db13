using System.Diagnostics;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>
/// A folder that stands for a subscription with a registry in it, for the scripts of the deployment: an <c>az</c> and a <c>curl</c> of its own
/// answer them. The vault is a folder with a file for each secret, and lets nobody in who has no role. It cannot tell whether Azure would
/// take the commands, only what they do to the secrets.
/// </summary>
internal sealed class AzureFolder : IDisposable
{
    private const string Az =
        """
        #!/bin/sh
        echo "$*" >> "$HOME/calls"
        name= file= query=
        verb="$1 $2 $3"
        while [ $# -gt 0 ]; do
          case "$1" in
            --name) name="$2" ;;
            --file) file="$2" ;;
            --query) query="$2" ;;
          esac
          shift
        done
        may() { [ -e "$HOME/role" ] && ! [ -e "$HOME/silent" ]; }
        case "$verb" in
          'account show '*) echo user ;;
          'ad signed-in-user show') echo 11111111-0000-0000-0000-000000000000 ;;
          'keyvault show '*) echo /subscriptions/s/vaults/kv-registry ;;
          'keyvault secret list') may && ls "$HOME/secrets" ;;
          'keyvault secret set') may && cat "$file" > "$HOME/secrets/$name" ;;
          'role assignment list') if [ -e "$HOME/role" ]; then echo 1; else echo 0; fi ;;
          'role assignment create') : > "$HOME/role" ;;
          'role assignment delete') rm "$HOME/role" ;;
          'functionapp show '*) echo /subscriptions/s/sites/func-registry ;;
          'functionapp keys list') if [ -e "$HOME/asked" ]; then echo true; else : > "$HOME/asked"; echo false; fi ;;
          'functionapp restart '* | 'rest --method POST') ;;
          'deployment sub create') echo "placardEvents=$REGISTRY_PLACARD_EVENTS" >> "$HOME/calls" ;;
          *) exit 4 ;;
        esac

        """;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("azure-");

    public AzureFolder()
    {
        _home.CreateSubdirectory("secrets");
        Write("az", Az);
        Write("curl", "#!/bin/sh\nexit 0\n");
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

    /// <summary>Whether whoever runs the scripts may put secrets into the vault.</summary>
    public bool HasRole => File.Exists(Path.Combine(_home.FullName, "role"));

    /// <summary>What the scripts asked of Azure, a line each.</summary>
    public IReadOnlyList<string> Calls => File.ReadAllLines(Path.Combine(_home.FullName, "calls"));

    public void Remove(string secret) => File.Delete(Path.Combine(_home.FullName, "secrets", secret));

    public void ForgetCalls() => File.Delete(Path.Combine(_home.FullName, "calls"));

    /// <summary>Runs a script of the deployment, with the outputs of a deployment in its environment, as azd does.</summary>
    /// <param name="script">The script's name.</param>
    /// <param name="argument">What it is told.</param>
    /// <param name="input">What somebody types.</param>
    public async Task<(int ExitCode, string Output)> RunAsync(string script, string argument = "", string input = "")
    {
        var path = Path.Combine(AzuriteFixture.RepositoryRoot, "infra-bicep", "scripts", script);
        var start = new ProcessStartInfo("sh", argument.Length == 0 ? [path] : [path, argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _home.FullName;
        start.Environment["PATH"] = $"{_home.FullName}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["AZURE_ENV_NAME"] = "springfield";
        start.Environment["AZURE_RESOURCE_GROUP"] = "rg-registry";
        start.Environment["REGISTRY_API_URL"] = "https://func-registry.azurewebsites.net";
        start.Environment["REGISTRY_FUNCTION_APP"] = "func-registry";
        start.Environment["REGISTRY_KEY_IDS"] = "k1";
        start.Environment["REGISTRY_KEY_VAULT"] = "kv-registry";
        start.Environment["REGISTRY_LOOKS"] = "3";
        start.Environment["REGISTRY_PAUSE"] = "0";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private void Write(string name, string script)
    {
        var file = Path.Combine(_home.FullName, name);
        File.WriteAllText(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
