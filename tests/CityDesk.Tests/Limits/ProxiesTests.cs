using CityDesk.Limits;

namespace CityDesk.Tests.Limits;

public sealed class ProxiesTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("10.0.0.5", 1)]
    [InlineData("10.0.0.5, 10.1.0.0/16,", 2)]
    [InlineData("::1,2001:db8::/32,::ffff:10.0.0.5", 3)]
    public void Addresses_and_networks_are_read(string text, int expected)
    {
        Assert.True(Proxies.TryRead(text, out var networks));
        Assert.Equal(expected, networks.Count);
    }

    /// <summary>The framework reads half an address as another one, and a network of no bits as everybody.</summary>
    [Theory]
    [InlineData("10.1")]
    [InlineData("10")]
    [InlineData("10.0.0.5,10")]
    [InlineData("10.1/16")]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("proxy.internal")]
    [InlineData("10.0.0.5;10.0.0.6")]
    public void What_nobody_means_is_refused(string text) => Assert.False(Proxies.TryRead(text, out _));
}
