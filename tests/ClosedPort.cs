using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServerlessRegistry.Tests;

/// <summary>A loopback port that refuses connections: it is taken, so that nobody else can listen there, and nobody listens.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>The connection string with one kind of storage at this port: <c>Blob</c>, <c>Queue</c> or <c>Table</c>.</summary>
    public string InsteadOf(string storage, string connectionString) => string.Join(
        ';',
        connectionString.Split(';').Select(part => part.StartsWith($"{storage}Endpoint=", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{storage}Endpoint=http://127.0.0.1:{Number}/account")
            : part));

    public void Dispose() => _socket.Dispose();
}
