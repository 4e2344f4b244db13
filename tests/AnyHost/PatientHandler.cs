using System.Net;

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>Where the registry has had enough of an officer's requests, waits as long as it says and asks again.</summary>
internal sealed class PatientHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private const int Attempts = 3;

    /// <summary>A registry that limits what officers look up counts them by the minute.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.TooManyRequests || attempt == Attempts)
            {
                return response;
            }

            var wait = response.Headers.RetryAfter?.Delta;
            Assert.True(wait > TimeSpan.Zero && wait <= LongestWait, $"A 429 must say after how many seconds to ask again, and says '{response.Headers.RetryAfter}'.");
            response.Dispose();
            await Task.Delay(wait.Value, cancellationToken);
        }
    }
}
