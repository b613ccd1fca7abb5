using System.Net.Sockets;
using System.Text;

namespace CityDesk.Tests.Hostile;

/// <summary>A call over a bare socket, for what no HTTP client would send.</summary>
internal static class RawCall
{
    /// <summary>What a body of a hundred megabytes announces.</summary>
    public const int HundredMegabytes = 100_000_000;

    /// <summary>Sends a head and then a body without end, until there is an answer.</summary>
    /// <param name="desk">Where to.</param>
    /// <param name="head">The request line and all fields but <c>Host</c> and those of the body's length.</param>
    /// <param name="chunked">Whether the length is announced.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How much was sent, and all that came back.</returns>
    public static async Task<(long Sent, string Answer)> FloodAsync(Uri desk, string head, bool chunked, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(desk.Host, desk.Port, cancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{head}\r\nHost: {desk.Authority}\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {HundredMegabytes}")}\r\n\r\n"), cancellationToken);
        var sent = await SendUntilAnsweredAsync(socket, stream, chunked, cancellationToken);
        return (sent, await ReadToEndAsync(stream, cancellationToken));
    }

    /// <summary>Sends bytes as they are.</summary>
    public static async Task<string> SendAsync(Uri desk, string bytes, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(desk.Host, desk.Port, cancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes), cancellationToken);
        return await ReadToEndAsync(stream, cancellationToken);
    }

    private static async Task<long> SendUntilAnsweredAsync(TcpClient socket, NetworkStream stream, bool chunked, CancellationToken cancellationToken)
    {
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'a');
        long sent = 0;
        try
        {
            while (sent < HundredMegabytes && socket.Available == 0)
            {
                if (chunked)
                    await stream.WriteAsync("10000\r\n"u8.ToArray(), cancellationToken);
                await stream.WriteAsync(block, cancellationToken);
                if (chunked)
                    await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
                sent += block.Length;
            }
        }
        catch (IOException)
        {
            // The other side has closed; its answer is there to be read.
        }

        return sent;
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4_096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Cut off after the answer, as it should be.
        }

        return answer.ToString();
    }
}
