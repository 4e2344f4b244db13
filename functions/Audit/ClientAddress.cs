using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Audit;

/// <summary>
/// Where a request came from. In Azure every hop adds whom it had the request from at the end of <c>X-Forwarded-For</c>, and
/// whatever stands before that is what the client itself claims. So the header counts only there, and is read from its end:
/// the first address that is not one of the platform's own network. The Functions worker takes the last of them out of the header
/// and says that the connection came from there, so that comes first.
/// </summary>
internal static class ClientAddress
{
    /// <summary>Azure sets one of them on each instance, and only Azure: the second on Flex Consumption.</summary>
    private static readonly string[] PlatformVariables = ["WEBSITE_INSTANCE_ID", "WEBSITE_POD_NAME"];

    /// <summary>The address; <see langword="null"/> where it is not known.</summary>
    public static string? Of(HttpRequest request) => Of(
        request.HttpContext.Connection.RemoteIpAddress,
        request.Headers["X-Forwarded-For"].ToString(),
        PlatformVariables.Any(variable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))));

    /// <inheritdoc cref="Of(HttpRequest)"/>
    /// <param name="connection">The other end of the connection.</param>
    /// <param name="forwardedFor">The header.</param>
    /// <param name="isBehindPlatform">Whether the platform vouches for the end of the header.</param>
    public static string? Of(IPAddress? connection, string forwardedFor, bool isBehindPlatform)
    {
        var nearest = Plain(connection);
        if (!isBehindPlatform || nearest is null || IsPrivate(nearest))
        {
            var hops = isBehindPlatform ? forwardedFor.Split(',', StringSplitOptions.TrimEntries).Reverse().Select(Parse).TakeWhile(hop => hop is not null) : [];
            nearest = hops.FirstOrDefault(hop => !IsPrivate(hop!)) ?? nearest;
        }

        return nearest?.ToString();
    }

    /// <summary>An address, which App Service writes with the port.</summary>
    private static IPAddress? Parse(string hop) => IPEndPoint.TryParse(hop, out var end) ? Plain(end.Address) : null;

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        return address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes() is [10, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..] or [169, 254, ..] or [100, >= 64 and < 128, ..]
            : address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
    }
}
