using System.Globalization;

namespace ServerlessRegistry.City;

/// <summary>The words on the placard, all in the program's first language. None of them may name a person or an address.</summary>
public sealed class PlacardWording
{
    /// <summary>What the placard says from across the street, up to 90 characters.</summary>
    public string Headline { get; init; } = "";

    /// <summary>
    /// What it means, in a sentence or two, up to 240 characters. Line breaks are kept. It is one setting, not a list, so
    /// that a city's shorter text leaves nothing of the sample behind.
    /// </summary>
    public string Statement { get; init; } = "";

    /// <summary>What stands over the code, up to 40 characters.</summary>
    public string CodeLabel { get; init; } = "";

    /// <summary>The line with the expiry, up to 60 characters, with <c>{month}</c> and <c>{year}</c> where they belong.</summary>
    public string ValidThrough { get; init; } = "";

    /// <summary>How to check the placard, up to 120 characters; <c>{site}</c> stands for the site's address without its scheme.</summary>
    public string Check { get; init; } = "";

    /// <summary>The twelve months, January first, each up to 20 characters, in the form they take after "through".</summary>
    public IReadOnlyList<string> Months { get; init; } = [];

    /// <summary>The line with the expiry for a placard whose last valid day is <paramref name="lastDay"/>.</summary>
    public string ValidThroughText(DateOnly lastDay) => ValidThrough
        .Replace("{month}", Months[lastDay.Month - 1], StringComparison.Ordinal)
        .Replace("{year}", lastDay.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>How to check the placard at this site.</summary>
    /// <param name="siteUrl">The site's address with its scheme.</param>
    public string CheckText(string siteUrl) =>
        Check.Replace("{site}", siteUrl[(siteUrl.IndexOf("://", StringComparison.Ordinal) + 3)..], StringComparison.Ordinal);
}
