using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Platform.Webhooks.PostgreSql.Tests;

/// <summary>Stands before a PostgreSQL and hands on everything; but once it is muted no notification, as if a pooler had given the session to others.</summary>
internal sealed class MutableServer : IAsyncDisposable
{
    private const byte Notification = (byte)'A';
    private const byte Refusal = (byte)'N';
    private const byte Authentication = (byte)'R';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private readonly (string Host, int Port) _server;
    private volatile bool _isMuted;

    public MutableServer(string host, int port)
    {
        _server = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Mute() => _isMuted = true;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> sessions = [];
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token))
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, ending.Token);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), ending.Token), AnswerAsync(server.GetStream(), client.GetStream(), ending.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                // Whoever has left.
            }
            await ending.CancelAsync();
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken)
    {
        var isBegun = false;
        var head = new byte[5];
        while (true)
        {
            await server.ReadExactlyAsync(head.AsMemory(0, 1), cancellationToken);
            isBegun |= head[0] == Authentication;
            if (!isBegun && head[0] == Refusal)
            {
                // No encryption: a byte without a length.
                await client.WriteAsync(head.AsMemory(0, 1), cancellationToken);
                continue;
            }
            await server.ReadExactlyAsync(head.AsMemory(1, 4), cancellationToken);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
            await server.ReadExactlyAsync(body, cancellationToken);
            if (head[0] == Notification && _isMuted)
                continue;
            await client.WriteAsync((byte[])[.. head, .. body], cancellationToken);
        }
    }
}
