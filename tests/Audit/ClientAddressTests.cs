using System.Net;
using ServerlessRegistry.Audit;

namespace ServerlessRegistry.Tests.Audit;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.7:51234")]
    [InlineData("198.51.100.1, 203.0.113.7:51234")]
    [InlineData("not an address, 203.0.113.7")]
    [InlineData("198.51.100.1, 203.0.113.7:51234, 10.0.32.4:8080, 127.0.0.1")]
    public void ClientAddress_BehindThePlatform_IsWhatThePlatformAdded(string forwardedFor) =>
        Assert.Equal("203.0.113.7", ClientAddress.Of(IPAddress.Loopback, forwardedFor, isBehindPlatform: true));

    [Theory]
    [InlineData("")]
    [InlineData("10.1.2.3:443")]
    [InlineData("203.0.113.7, not an address")]
    public void ClientAddress_WithoutAPublicHop_IsTheConnections(string forwardedFor) =>
        Assert.Equal("192.0.2.1", ClientAddress.Of(IPAddress.Parse("::ffff:192.0.2.1"), forwardedFor, isBehindPlatform: true));

    [Theory]
    [InlineData("198.51.100.1")]
    [InlineData("198.51.100.1, 10.0.32.4")]
    public void ClientAddress_ThatTheWorkerTookOutOfTheHeader_IsNotWhatTheClientClaims(string leftInTheHeader) =>
        Assert.Equal("203.0.113.7", ClientAddress.Of(IPAddress.Parse("203.0.113.7"), leftInTheHeader, isBehindPlatform: true));

    [Fact]
    public void ClientAddress_WithoutThePlatform_IsNeverWhatTheClientClaims() =>
        Assert.Equal("192.0.2.1", ClientAddress.Of(IPAddress.Parse("192.0.2.1"), "203.0.113.7", isBehindPlatform: false));

    [Fact]
    public void ClientAddress_OfIPv6WithAPort_IsRead() =>
        Assert.Equal("2001:db8::7", ClientAddress.Of(null, "[2001:db8::7]:443", isBehindPlatform: true));
}
