using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Checks the addresses of <c>--urls</c> before anything starts, and in words that say what to write.</summary>
internal static class ListenAddresses
{
    private const int HighestPort = 65535;

    /// <exception cref="StartException">One of them is no address to listen on.</exception>
    public static void Check(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
            {
                throw new StartException($"The host cannot listen on '{url}': an address looks like http://localhost:7072, or http://127.0.0.1:0 for any free port.");
            }
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme.ToLowerInvariant() is "http" or "https" && address.PathBase.Length == 0 && address.Port <= HighestPort
                && address.Port >= (IsTwoAddresses(address) ? 1 : 0);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>"localhost" is 127.0.0.1 and [::1], and no free port could be found for both at once.</summary>
    private static bool IsTwoAddresses(BindingAddress address) => address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
