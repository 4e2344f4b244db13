using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>A page that notes whatever goes wrong in it: errors, console errors, refusals of its content security policy, dialogs.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    private WatchedPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"A dialog opened: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public static async Task<WatchedPage> WatchAsync(IPage page)
    {
        var watched = new WatchedPage(page);
        await page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', violation => console.error(`Content security policy: ${violation.violatedDirective} ${violation.blockedURI}`))");
        return watched;
    }

    /// <summary>The page has complained of nothing, apart from failed loads that the test brought about itself.</summary>
    public void AssertNoComplaints(string? expected = null) =>
        Assert.DoesNotContain(_complaints, complaint => expected is null || !complaint.Contains(expected, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
