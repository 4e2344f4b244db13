namespace ServerlessRegistry.Tests.Notifications;

/// <summary>What somebody may enter as a name to make a mail say or do something else.</summary>
internal static class HostileNames
{
    private static readonly string[] Attacks =
    [
        "Ana\r\nBcc: eve@evil.example",
        "Ana\nBcc: eve@evil.example",
        "Ana\rBcc: eve@evil.example",
        "Ana\u2028Bcc: eve@evil.example",
        "Ana\u0085Bcc: eve@evil.example",
        "Ana\r\n\r\n<script>alert(1)</script>",
        "Ana\0",
        "\"Ana\" <eve@evil.example>",
        "Ana <eve@evil.example>, Eva",
        "eve@evil.example",
        "=?utf-8?Q?Ana=0D=0ABcc:_eve@evil.example?=",
        "=?utf-8?B?QW5hDQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
        "\u202Emoc.elpmaxe.live\u202C",
        "Ana \u2066evil.example\u2069",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</p><a href=\"https://evil.example\">Win</a>",
        "\"><b>Ana",
        "You have won: https://evil.example",
        "evil.example/win",
        "www.evil.example",
        "Ana.evil.example",
        "{link} {program} {{name}}",
        "\r\n.\r\nMAIL FROM:<eve@evil.example>",
        ".",
        "\uD800",
        "",
        " ",
        "--boundary\r\nContent-Type: text/html",
    ];

    private static readonly string[] Pieces =
        ["Ana", " ", "\r\n", "\n", "\t", "\0", "\"", "\\", "<", ">", "@", ":", ";", ",", "=?utf-8?Q?", "?=", "\u202E", "\u200F", "\u200D", "\uFEFF", "é", "Ł", "王", "👩", "evil.example", "//", "{name}", "'", "-", ".", "\u0301"];

    /// <summary>As many names; the same ones in each run.</summary>
    public static IEnumerable<string> All(int count)
    {
        var random = new Random(20261123);
        return Attacks.Concat(Enumerable.Range(0, count - Attacks.Length).Select(_ => string.Concat(random.GetItems(Pieces, random.Next(1, 12)))));
    }
}
