using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using ServerlessRegistry.Settings;
using ServerlessRegistry.Tests.Infrastructure;

namespace ServerlessRegistry.Tests.Settings;

/// <summary>The lists of settings say the same: the one in the code, the sample, the table for operators, and what the code reads.</summary>
public sealed partial class SettingListsTests
{
    [Fact]
    public void EverySettingInTheCode_StandsInTheTableForOperators()
    {
        var table = TableNames().ToHashSet(StringComparer.Ordinal);

        Assert.All(RegistrySettings.Names, name => Assert.True(table.Contains(name), $"docs/operations.md does not list {name}."));
    }

    [Fact]
    public void EverySettingInTheTable_IsOneOfTheCodeOrOfTheHosts() => Assert.All(
        TableNames().Except(RegistrySettings.Names),
        name => Assert.True(KnownSettings.IsRead(Example(name)) || IsOfTheHosts(name), $"Nothing reads {name}, which docs/operations.md lists."));

    [Fact]
    public void EverySettingInTheCode_StandsInTheSampleUnlessItIsForTheCommandLine()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AzuriteFixture.RepositoryRoot, "local.settings.sample.json")));
        var sample = file.RootElement.GetProperty("Values").EnumerateObject().Select(setting => setting.Name.Replace("__", ":", StringComparison.Ordinal)).ToList();

        Assert.All(RegistrySettings.Names.Where(name => !name.StartsWith("demo", StringComparison.Ordinal)), name =>
            Assert.Contains(sample, setting => Pattern(name).IsMatch(setting)));
    }

    [Fact]
    public void EverySettingInTheCode_IsReadBySomething() =>
        Assert.All(RegistrySettings.Names, name => Assert.True(KnownSettings.IsRead(Example(name)), $"Nothing reads {name}."));

    [Fact]
    public void EverySettingThatTheRegistryReads_StandsInTheListInTheCode()
    {
        using var configuration = new RecordingConfiguration(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage:accountName"] = "registry",
                ["Encryption:CurrentKey"] = "k1",
                ["Encryption:Keys:k1"] = RegistryHost.NewKey(),
                ["Encryption:IndexKey"] = RegistryHost.NewKey(),
                ["Geocoder"] = "azureMaps",
                ["AzureMaps:SubscriptionKey"] = "key",
                ["Mail:Smtp:Host"] = "mail.example.org",
                ["Mail:From"] = "registry@example.org",
            })
            .Build());

        new ServiceCollection().AddRegistry(configuration);

        Assert.Contains("Mail:Smtp:Security", configuration.Read);
        Assert.All(configuration.Read.Where(name => !IsForAnyProgram(name)), name =>
            Assert.True(RegistrySettings.IsKnown(name), $"The registry reads {name}, which RegistrySettings does not list."));
    }

    private static IEnumerable<string> TableNames()
    {
        var document = File.ReadAllText(Path.Combine(AzuriteFixture.RepositoryRoot, "docs", "operations.md"));
        var section = document[document.IndexOf("\n## Settings\n", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 4, StringComparison.Ordinal)];
        return Row().Matches(section).SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value);
    }

    /// <summary>Whether others read it too, so that it is not the registry's to check.</summary>
    private static bool IsForAnyProgram(string name) =>
        !RegistrySettings.Sections.Contains(name.Split(':')[0]) && !RegistrySettings.IsKnown(name)
        && KnownSettings.IsRead(name.Replace(":", "__", StringComparison.Ordinal));

    private static bool IsOfTheHosts(string name) =>
        name is "urls" or "AzureWebJobsScriptRoot" or "AZURE_FUNCTIONS_ENVIRONMENT" || name.StartsWith("AzureFunctionsJobHost:", StringComparison.Ordinal);

    private static string Example(string name) =>
        name.Replace("{number}", "0", StringComparison.Ordinal).Replace("{id}", "k1", StringComparison.Ordinal)
            .Replace("{name}", "any", StringComparison.Ordinal).Replace("{function}", "Any", StringComparison.Ordinal).Replace(":", "__", StringComparison.Ordinal);

    private static Regex Pattern(string name) => new($"^{Placeholder().Replace(Regex.Escape(name).Replace(@"\{", "{", StringComparison.Ordinal), "[^:]+")}$");

    [GeneratedRegex(@"^\| (`[^|]*`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    /// <summary>Notes which single settings are asked for by name.</summary>
    private sealed class RecordingConfiguration(IConfigurationRoot inner) : IConfiguration, IDisposable
    {
        public ConcurrentBag<string> Read { get; } = [];

        public string? this[string key]
        {
            get
            {
                Read.Add(key);
                return inner[key];
            }
            set => inner[key] = value;
        }

        public IEnumerable<IConfigurationSection> GetChildren() => inner.GetChildren();

        public IChangeToken GetReloadToken() => inner.GetReloadToken();

        public IConfigurationSection GetSection(string key) => inner.GetSection(key);

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
