using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessRegistry.Notifications;

/// <summary>
/// Everything that mails say in one language, from <c>Texts/{language}.json</c>. Placeholders stand in braces: <c>{program}</c>,
/// <c>{agency}</c>, <c>{name}</c>, <c>{id}</c>, <c>{validUntil}</c>, and in dates <c>{day}</c>, <c>{month}</c> and <c>{year}</c>.
/// </summary>
internal sealed class MailTexts
{
    /// <summary>How a mail begins.</summary>
    public required string Greeting { get; init; }

    /// <summary>How a mail begins to somebody whose name cannot be said.</summary>
    public required string GreetingWithoutName { get; init; }

    /// <summary>What stands before the link's address.</summary>
    public required string LinkInFull { get; init; }

    /// <summary>Who runs the program.</summary>
    public required string RunBy { get; init; }

    /// <summary>What stands before the ways to reach the program.</summary>
    public required string Questions { get; init; }

    /// <summary>What stands before the registration's id.</summary>
    public required string Registration { get; init; }

    /// <summary>A day, with the month's name.</summary>
    public required string Date { get; init; }

    /// <summary>The twelve months in the form they take in <see cref="Date"/>.</summary>
    public required IReadOnlyList<string> Months { get; init; }

    /// <summary>What each kind of mail says.</summary>
    public required IReadOnlyDictionary<MailKind, MailText> Mails { get; init; }

    /// <summary>The languages that there are texts in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "es", "pl"];

    /// <summary>Reads the texts of a language.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <exception cref="JsonException">A text is missing.</exception>
    public static MailTexts Read(string language)
    {
        using var file = typeof(MailTexts).Assembly.GetManifestResourceStream($"{typeof(MailTexts).Namespace}.Texts.{language}.json")!;
        return JsonSerializer.Deserialize(file, MailTextsJson.Default.MailTexts)!;
    }

    /// <summary>A day as the language writes it.</summary>
    public string DateText(DateOnly day) => Placeholders.Fill(Date, new Dictionary<string, string>
    {
        ["{day}"] = day.Day.ToString(CultureInfo.InvariantCulture),
        ["{month}"] = Months[day.Month - 1],
        ["{year}"] = day.Year.ToString(CultureInfo.InvariantCulture),
    });
}

/// <summary>What one kind of mail says.</summary>
internal sealed class MailText
{
    /// <summary>Names the program, and nothing of the owner.</summary>
    public required string Subject { get; init; }

    /// <summary>What stands before the link.</summary>
    public required IReadOnlyList<string> Before { get; init; }

    /// <summary>What the link does; unused by a mail without one.</summary>
    public required string Button { get; init; }

    /// <summary>What stands after the link, and last what to do if one did not ask for this.</summary>
    public required IReadOnlyList<string> After { get; init; }
}

/// <summary>Reads the files of texts; a name that is not known or not there stops it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MailTexts))]
internal sealed partial class MailTextsJson : JsonSerializerContext;
