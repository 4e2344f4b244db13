using System.Diagnostics;
using OpenTelemetry;

namespace ServerlessRegistry.Telemetry;

/// <summary>
/// The last look at a span before it is sent. Queries are left out of addresses, because one may carry a key, and so are the keys of table
/// rows, one of which is made from an e-mail address. A call that belongs to no request and to no run is not sent at all: it is a host that
/// looks for messages, many times a minute.
/// </summary>
internal sealed class DiscreetSpans : BaseProcessor<Activity>
{
    private const string FullUrl = "url.full";

    /// <summary>What callers write; ASP.NET Core says some of it in later versions.</summary>
    private static readonly string[] Unsaid = ["url.path", "url.query", "user_agent.original"];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data is { Kind: ActivityKind.Client, Parent: null, ParentSpanId: var parent } && parent == default)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        Array.ForEach(Unsaid, name => data.SetTag(name, null));
        if (data.GetTagItem(FullUrl) is string url)
        {
            data.SetTag(FullUrl, WithoutKeys(url));
        }
    }

    /// <summary>An address up to its query or to the parenthesis that the keys of a table row stand in.</summary>
    private static string WithoutKeys(string url) => url.AsSpan().IndexOfAny('?', '(') is >= 0 and var end ? url[..end] : url;
}
