using System.Net.Sockets;
using System.Text;

namespace CityDesk.Tests.Limits;

/// <summary>Connections that stay open.</summary>
internal sealed class Strangers(int port) : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public async Task SendAsync(string text, bool reads = true)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        if (!reads)
            socket.ReceiveBufferSize = 1024;
        await socket.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
    }

    /// <summary>The first that the last of them is answered.</summary>
    public async Task<string> ReadAsync()
    {
        var buffer = new byte[4096];
        var count = await _sockets[^1].ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }
}
