using System.Net;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Localhost.Access;

/// <summary>Keeps what is meant for whoever sits at this machine from everybody else.</summary>
internal static class LocalCaller
{
    /// <summary>Neither another machine, directly or through a proxy, nor a web page that reaches this one under a foreign name is on this machine.</summary>
    public static bool IsOnThisMachine(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && NamesThisMachine(context.Request.Host.Host);

    private static bool NamesThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
