using System.Net;
using System.Net.Sockets;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>
/// Loopback ports for servers that are killed and come back to where they were. They lie below those that systems draw for outgoing
/// connections: in between, nobody else may get them, least of all a client that calls the dead server and meets itself.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>Ports that nothing listens on, each another.</summary>
    public static int[] Free(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
