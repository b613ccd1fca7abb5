using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Errors.Resilience.Tests;

/// <summary>
/// An HTTP/1.1 server over loopback that does what it is told with each request: answers, resets, hangs, talks nonsense. It speaks bytes, so that it can break
/// what a real server would keep, and it counts what it received.
/// </summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<int, Fault> _script;
    private readonly Task _accepting;
    private int _requests;

    /// <summary>Starts it.</summary>
    /// <param name="script">What to do with the first request (1), the second and so on.</param>
    public FaultyServer(Func<int, Fault> script)
    {
        _script = script;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<Received> Requests => [.. _received];

    /// <summary>A place where nobody listens.</summary>
    public static Uri NobodysAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The listener was stopped: while it waited, or just before it was asked to wait again.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                while (await ReadAsync(stream) is { } request)
                {
                    _received.Enqueue(request);
                    if (!await AnswerAsync(_script(Interlocked.Increment(ref _requests)), socket, stream))
                        return;
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task<Received?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
                return null;
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        var fields = lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = fields.ContainsKey("Transfer-Encoding")
            ? await ReadChunksAsync(stream)
            : await ReadExactlyAsync(stream, int.Parse(fields.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        return new Received(lines[0].Split(' ')[0], fields.GetValueOrDefault("Idempotency-Key"), body);
    }

    private static bool EndsHead(List<byte> head) => head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];

    private async Task<string> ReadExactlyAsync(NetworkStream stream, int length)
    {
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        return Encoding.UTF8.GetString(body);
    }

    private async Task<string> ReadChunksAsync(NetworkStream stream)
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = "";
            while (!line.EndsWith("\r\n", StringComparison.Ordinal))
                line += await ReadExactlyAsync(stream, 1);
            var length = int.Parse(line.AsSpan().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadExactlyAsync(stream, length));
            await ReadExactlyAsync(stream, 2);
            if (length == 0)
                return body.ToString();
        }
    }

    /// <summary>Whether the connection lives on.</summary>
    private async Task<bool> AnswerAsync(Fault fault, Socket socket, NetworkStream stream)
    {
        if (fault.Bytes is { } bytes)
            await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes), _stopping.Token);
        if (fault.End == FaultEnd.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopping.Token);
        if (fault.End == FaultEnd.Reset)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return fault.End == FaultEnd.KeepAlive;
    }

    /// <summary>A request that arrived whole.</summary>
    internal sealed record Received(string Method, string? IdempotencyKey, string Body);
}
