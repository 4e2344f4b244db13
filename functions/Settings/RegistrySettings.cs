namespace ServerlessRegistry.Settings;

/// <summary>
/// The names of every setting that the registry and its local host read for themselves. Whoever adds a setting adds it here, in
/// local.settings.sample.json and in the table of docs/operations.md; a test compares the three.
/// </summary>
internal static class RegistrySettings
{
    /// <summary>The names, parts joined by colons. A part in braces stands for any name, such as the id of a key or a place in a list.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "AzureWebJobsStorage",
        "AzureWebJobsStorage:accountName",
        "AzureWebJobsStorage:blobServiceUri",
        "AzureWebJobsStorage:queueServiceUri",
        "AzureWebJobsStorage:tableServiceUri",
        "AzureWebJobsStorage:credential",
        "AzureWebJobsStorage:clientId",
        "Azurite:BlobPort",
        "Azurite:QueuePort",
        "Azurite:TablePort",
        "Geocoder",
        "AzureMaps:Endpoint",
        "AzureMaps:ClientId",
        "AzureMaps:ManagedIdentityClientId",
        "AzureMaps:SubscriptionKey",
        "AzureMaps:Timeout",
        "Beats:File",
        "Beats:Blob",
        "Beats:Property",
        "Mailer",
        "Confirmation",
        "Mail:From",
        "Mail:FromName",
        "Mail:ReplyTo",
        "Mail:RetryDelay",
        "Mail:Smtp:Host",
        "Mail:Smtp:Port",
        "Mail:Smtp:Security",
        "Mail:Smtp:UserName",
        "Mail:Smtp:Password",
        "Mail:Smtp:Timeout",
        "Encryption:CurrentKey",
        "Encryption:Keys:{id}",
        "Encryption:IndexKey",
        "Encryption:KeyFile",
        "Disclosures:WithholdCaseNumbers",
        "Search:ContinuationKey",
        "Limits:SearchesPerMinute",
        "Limits:DisclosuresPerMinute",
        "FunctionKeys:Master",
        "FunctionKeys:Host:{name}",
        "FunctionKeys:Functions:{function}:{name}",
        "City:ProgramName",
        "City:CityName",
        "City:State",
        "City:PostalCode",
        "City:Agency",
        "City:Contact:Email",
        "City:Contact:Phone",
        "City:Contact:Url",
        "City:Languages:{number}",
        "City:SiteUrl",
        "City:TermsVersion",
        "City:Placard:Headline",
        "City:Placard:Statement",
        "City:Placard:CodeLabel",
        "City:Placard:ValidThrough",
        "City:Placard:Check",
        "City:Placard:Months:{number}",
        "demo",
        "demo-seed",
    ];

    /// <summary>The first parts of names with several, below which nothing but the registry has settings.</summary>
    public static IReadOnlyList<string> Sections { get; } =
        [.. Names.Where(name => name.Contains(':', StringComparison.Ordinal)).Select(name => name.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether the registry reads a setting of this name, in whatever letter case.</summary>
    public static bool IsKnown(string name)
    {
        var parts = name.Split(':');
        return Names.Any(known => Matches(known.Split(':'), parts));
    }

    private static bool Matches(string[] known, string[] parts) =>
        known.Length == parts.Length
        && known.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
