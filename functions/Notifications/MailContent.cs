namespace ServerlessRegistry.Notifications;

/// <summary>What a mail says, in its language and with everything filled in, before it is laid out as text or HTML.</summary>
/// <param name="Language">The language's tag.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Greeting">How it begins.</param>
/// <param name="Before">The paragraphs before the link.</param>
/// <param name="Link">The link; <see langword="null"/> for a mail that only tells.</param>
/// <param name="After">The paragraphs after the link.</param>
/// <param name="Footer">Who writes, how to reach them, and about which registration.</param>
internal sealed record MailContent(
    string Language,
    string Subject,
    string Greeting,
    IReadOnlyList<string> Before,
    MailLink? Link,
    IReadOnlyList<string> After,
    MailFooter Footer);

/// <summary>The link of a mail.</summary>
/// <param name="Button">What it does.</param>
/// <param name="InFull">What stands before its address.</param>
/// <param name="Address">Where it leads.</param>
internal sealed record MailLink(string Button, string InFull, string Address);

/// <summary>The end of each mail.</summary>
/// <param name="RunBy">Who runs the program.</param>
/// <param name="Questions">What stands before the ways to reach it.</param>
/// <param name="Email">The program's address; may be missing.</param>
/// <param name="Phone">The program's number; may be missing.</param>
/// <param name="Url">The program's page; may be missing.</param>
/// <param name="Registration">Which registration it is about.</param>
internal sealed record MailFooter(string RunBy, string Questions, string? Email, string? Phone, string? Url, string Registration);
