using System.Net;
using System.Net.Sockets;

namespace Platform.Benchmarks.Webhooks;

/// <summary>
/// A receiver on this machine that answers 204, or 200 with two bytes, to whatever ends with an empty line and as many bytes as it expects. It reads no more
/// of HTTP than
/// that, so it costs both sides little.
/// </summary>
internal sealed class LoopbackReceiver : IAsyncDisposable
{
    private static readonly byte[] NoContent = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();
    private static readonly byte[] TwoBytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly int _bodyLength;
    private readonly Action<ReadOnlySpan<byte>>? _received;
    private readonly byte[] _answer;
    private readonly bool _answers;
    private readonly Task _accepting;

    /// <param name="bodyLength">How long each body is.</param>
    /// <param name="received">Gets each body.</param>
    /// <param name="hasBody">Whether the answer has one.</param>
    /// <param name="answers">Whether it answers at all, or hangs.</param>
    public LoopbackReceiver(int bodyLength, Action<ReadOnlySpan<byte>>? received = null, bool hasBody = false, bool answers = true)
    {
        (_bodyLength, _received, _answer, _answers) = (bodyLength, received, hasBody ? TwoBytes : NoContent, answers);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/hook");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
            _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
    }

    private async Task ServeAsync(Socket connection)
    {
        using (connection)
        {
            connection.NoDelay = true;
            var buffer = new byte[8192];
            var filled = 0;
            try
            {
                while (await connection.ReceiveAsync(buffer.AsMemory(filled), _end.Token) is var read and > 0)
                {
                    filled += read;
                    var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
                    if (head < 0 || filled < head + 4 + _bodyLength)
                        continue;
                    _received?.Invoke(buffer.AsSpan(head + 4, _bodyLength));
                    filled = 0;
                    if (!_answers)
                        continue;
                    await connection.SendAsync(_answer, _end.Token);
                }
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The sender has closed it, or the measurement has ended.
            }
        }
    }
}
