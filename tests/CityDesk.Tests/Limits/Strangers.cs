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

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }
}
