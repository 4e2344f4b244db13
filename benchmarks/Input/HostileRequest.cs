using System.Globalization;
using System.Text;

namespace ServerlessRegistry.Benchmarks.Input;

/// <summary>Who sends a request.</summary>
internal enum Caller
{
    /// <summary>Anybody.</summary>
    Nobody,

    /// <summary>The owner of a registration that is there.</summary>
    Owner,

    /// <summary>An officer.</summary>
    Officer,

    /// <summary>A coordinator.</summary>
    Coordinator,

    /// <summary>An auditor.</summary>
    Auditor,

    /// <summary>Somebody with a bearer token that nobody has signed.</summary>
    Forger,
}

/// <summary>A request as somebody might send it who knows the API and means it no good.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query; <see cref="KnownId"/> stands for the id of a registration that is there, <see cref="KnownCode"/> for its placard's code.</param>
/// <param name="Caller">Who sends it.</param>
/// <param name="Headers">Its headers, besides those that follow from the caller.</param>
/// <param name="MediaType">What it says its body is; <see langword="null"/> for nothing.</param>
/// <param name="Body">Its body; <see langword="null"/> for none.</param>
internal sealed record HostileRequest(
    string Method, string Path, Caller Caller, IReadOnlyList<(string Name, string Value)> Headers, string? MediaType, byte[]? Body)
{
    /// <summary>What stands for the id of a registration that is there.</summary>
    public const string KnownId = "~id~";

    /// <summary>What stands for the code of a placard that is there.</summary>
    public const string KnownCode = "~code~";

    private const int Shown = 300;

    /// <summary>Enough to see what it is; the seed gives all of it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Method} {Cut(Path)} as {Caller}");
        foreach (var (name, value) in Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $", {name}: {Cut(value)}");
        }

        return Body is null ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $", {MediaType ?? "no media type"}, {Body.Length} bytes: {Cut(Encoding.UTF8.GetString(Body))}").ToString();
    }

    private static string Cut(string text) => text.Length <= Shown ? text : $"{text[..Shown]}...";
}
