using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Beats;

/// <summary>Where the map of beats is: the settings below <c>Beats</c>. Without them the registry has no beats.</summary>
public sealed class BeatOptions
{
    /// <summary>A file, relative to the app's own folder or with its whole path.</summary>
    public string? File { get; private init; }

    /// <summary>A blob of the registry's own storage account, as <c>container/name.geojson</c>.</summary>
    public string? Blob { get; private init; }

    /// <summary>The property of each feature that names its beat; <c>beat</c> where nothing else is set.</summary>
    public string Property { get; private init; } = "beat";

    /// <summary>Reads the settings. An empty setting counts as one that is not there.</summary>
    /// <exception cref="OptionsValidationException">They contradict each other, or the blob has no container.</exception>
    public static BeatOptions Read(IConfiguration configuration)
    {
        var options = new BeatOptions
        {
            File = Setting(configuration, "Beats:File"),
            Blob = Setting(configuration, "Beats:Blob"),
            Property = Setting(configuration, "Beats:Property") ?? "beat",
        };
        return options switch
        {
            { File: not null, Blob: not null } => throw Invalid(
                "Set either Beats:File or Beats:Blob, not both, so that it is clear which map of beats is meant."),
            { Blob: { } blob } when blob.IndexOf('/', StringComparison.Ordinal) is var slash && (slash <= 0 || slash == blob.Length - 1) =>
                throw Invalid("Beats:Blob must be a container and a name, such as settings/beats.geojson."),
            { File: null, Blob: null } when Setting(configuration, "Beats:Property") is not null => throw Invalid(
                "Beats:Property is set, but there is no map of beats: set Beats:File or Beats:Blob, too."),
            _ => options,
        };
    }

    /// <summary>The failure of a setting.</summary>
    internal static OptionsValidationException Invalid(string sentence) => new(nameof(BeatOptions), typeof(BeatOptions), [sentence]);

    private static string? Setting(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
