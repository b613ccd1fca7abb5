using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Benchmarks.CityDesk.Load;

/// <summary>
/// A caller that keeps one connection and sends the same bytes again and again. It shares the machine with whom it calls, so it costs next to nothing: it looks at no more of an answer than
/// where it ends.
/// </summary>
internal sealed class RawCaller : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly byte[] _request;
    private byte[] _answer = new byte[128 * 1024];

    private RawCaller(Socket socket, byte[] request) => (_socket, _request) = (socket, request);

    public static async Task<RawCaller> ConnectAsync(Uri address, byte[] request, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), cancellationToken);
        return new RawCaller(socket, request);
    }

    /// <summary>The bytes of a call.</summary>
    public static byte[] Request(Uri address, string line, string? form = null)
    {
        var body = form is null ? "" : $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {Encoding.ASCII.GetByteCount(form)}\r\n";
        return Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/json\r\n{body}\r\n{form}");
    }

    /// <summary>Calls once.</summary>
    /// <returns>The answer: its status line, and how many requests stand in it.</returns>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Answer)> CallAsync(CancellationToken cancellationToken)
    {
        await _socket.SendAsync(_request, cancellationToken);
        var length = 0;
        while (!IsWhole(_answer.AsSpan(0, length)))
        {
            if (length == _answer.Length)
                Array.Resize(ref _answer, length * 2);
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length), cancellationToken);
            if (read == 0)
                throw new InvalidOperationException("The connection was closed within an answer.");
            length += read;
        }

        // HTTP/1.1 200
        return (int.Parse(_answer.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture), _answer.AsMemory(0, length));
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(EndOfHead);
        if (head < 0)
            return false;
        const string name = "\r\nContent-Length: ";
        var lengthAt = answer[..head].IndexOf("\r\nContent-Length: "u8);
        if (lengthAt < 0)
            return answer.EndsWith(EndOfChunks);
        var digits = answer[(lengthAt + name.Length)..];
        return answer.Length - head - EndOfHead.Length >= int.Parse(digits[..digits.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
