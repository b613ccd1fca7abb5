using System.Net;
using System.Net.Sockets;

namespace Platform.Testing.Tests;

public sealed class RedisServerTests
{
    [Fact]
    public async Task The_server_answers_at_its_address()
    {
        var address = IPEndPoint.Parse(RedisServer.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);

        Assert.Equal("+PONG\r\n"u8.ToArray(), answer);
    }

    [Fact]
    public void Two_prefixes_never_share_a_key()
    {
        var one = RedisServer.NewKeyPrefix();
        var other = RedisServer.NewKeyPrefix();

        Assert.NotEqual(one, other);
        Assert.EndsWith(":", one, StringComparison.Ordinal);
        Assert.Equal(one.Length, other.Length);
    }
}
