using ServerlessRegistry.Placards;

namespace ServerlessRegistry.City;

/// <summary>
/// What names a city's program, from the configuration section <c>City</c>. The sample in <c>city.json</c> is Chicago's;
/// any other configuration source wins over it, setting by setting. <see cref="CityProgramValidator"/> says what is allowed.
/// </summary>
public sealed class CityProgram
{
    /// <summary>The configuration section this is read from.</summary>
    public const string Section = "City";

    /// <summary>The program as residents know it, up to 120 characters. Printed at the top of each placard.</summary>
    public string ProgramName { get; init; } = "";

    /// <summary>The city's name in running text, up to 60 characters.</summary>
    public string CityName { get; init; } = "";

    /// <summary>The two letters of the city's state, such as <c>IL</c>. Addresses that officers search around are looked up there.</summary>
    public string State { get; init; } = "";

    /// <summary>A ZIP code of the city, such as <c>60601</c>, for addresses that officers write without one.</summary>
    public string PostalCode { get; init; } = "";

    /// <summary>The agency that runs the program and answers for it, up to 100 characters. Printed on each placard.</summary>
    public string Agency { get; init; } = "";

    /// <summary>How residents reach the program. At least one way is set.</summary>
    public CityContact Contact { get; init; } = new();

    /// <summary>
    /// Language tags (RFC 5646) of the languages the program speaks, the first being the one it falls back on and the one
    /// its placards are written in. English when nothing is configured.
    /// </summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>
    /// Where the web pages are, as <c>https://cameras.example.org</c>: absolute, http or https, no slash at the end. Each
    /// placard's square code leads to a page under it, so printed placards go dead when it changes.
    /// </summary>
    public string SiteUrl { get; init; } = "";

    /// <summary>The version of the terms that owners consent to at present, such as <c>2026-11</c>.</summary>
    public string TermsVersion { get; init; } = "";

    /// <summary>The words on the placard.</summary>
    public PlacardWording Placard { get; init; } = new();

    /// <summary>Where the square code of a placard leads, and where anybody can check the placard: <c>{SiteUrl}/p/{code}</c>.</summary>
    public string CheckUrl(PlacardCode code) => $"{SiteUrl}/p/{code.Value}";
}
