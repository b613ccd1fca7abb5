using System.Net.Sockets;

namespace Platform.Audit.Export.Syslog;

/// <summary>
/// One connection for one batch, and its end. Syslog over TCP has no answer (RFC 6587), so what can be known is what TCP knows: we end our side first, the other side ends after that, and there was no
/// reset, as there is when a process closes or dies with something unread. Everything else is a batch that has not arrived.
/// </summary>
/// <remarks>It is no proof: who ends its side in order without having read what TCP has acknowledged is not told from who has read.</remarks>
internal static class SyslogConnection
{
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const byte Closed = 7;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>Sends a batch.</summary>
    /// <exception cref="AuditExportException">The receiver ended the connection before it had everything.</exception>
    public static async ValueTask SendAsync(SyslogTarget target, ReadOnlyMemory<byte> bytes, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(target.Host, target.Port, cancellationToken).ConfigureAwait(false);
        await client.GetStream().WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await EndAsync(client.Client, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends our side, and waits for the end of the other.</summary>
    internal static async ValueTask EndAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        var rest = new byte[256];
        if (HasEnded(socket, rest))
            throw new AuditExportException("The receiver of syslog ended the connection before the batch was at its end.");
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(rest, cancellationToken).ConfigureAwait(false) > 0)
        {
            // What a receiver says means nothing in syslog.
        }
        await RequireNothingUnreadAsync(socket, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The two ends may have crossed on the way. A receiver that has closed answers what still comes with a reset, and that is not read: after an end, reading says nothing but "end". The state of the
    /// connection and its error say it, when every byte of ours is acknowledged or refused.
    /// </summary>
    internal static async ValueTask RequireNothingUnreadAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        while (OperatingSystem.IsLinux() && StateOf(socket) != Closed)
            await Task.Delay(BetweenLooks, time, cancellationToken).ConfigureAwait(false);
        if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is not 0)
            throw new AuditExportException("The receiver of syslog closed the connection with a part of the batch unread.");
    }

    /// <summary>An end before ours says nothing of what was sent since.</summary>
    private static bool HasEnded(Socket socket, byte[] rest)
    {
        while (socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            if (socket.Receive(rest) == 0)
                return true;
        }
        return false;
    }

    private static byte StateOf(Socket socket)
    {
        Span<byte> info = stackalloc byte[8];
        socket.GetRawSocketOption(TcpLevel, TcpInfo, info);
        return info[0];
    }
}
