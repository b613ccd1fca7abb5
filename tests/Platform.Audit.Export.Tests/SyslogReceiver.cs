using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Audit.Export.Tests;

/// <summary>A receiver of syslog over TCP on loopback. It reads to the end of a connection, and closes it then.</summary>
internal sealed class SyslogReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private readonly bool _isCounted;

    public SyslogReceiver(bool isCounted = true)
    {
        _isCounted = isCounted;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Messages { get; } = [];

    /// <summary>After how many bytes the next connections are closed, one number for each: at once, as by a process that dies, and not in order.</summary>
    public ConcurrentQueue<int> ClosesAfter { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                try
                {
                    await TakeAsync(client);
                }
                catch (IOException)
                {
                    // Whoever was killed has left.
                }
            }
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        if (ClosesAfter.TryDequeue(out var length))
        {
            var bytes = new byte[length];
            for (var read = 0; read < length;)
                read += await client.Client.ReceiveAsync(bytes.AsMemory(read), _ending.Token);
            // Disposing of a client would end in order first.
            client.Client.Close();
            return;
        }
        using var all = new MemoryStream();
        await client.GetStream().CopyToAsync(all, _ending.Token);
        var rest = all.ToArray().AsMemory();
        // A connection that was cut has no last message.
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf(_isCounted ? (byte)' ' : (byte)'\n');
            if (end < 0)
                return;
            var (at, count) = _isCounted ? (end + 1, int.Parse(Encoding.ASCII.GetString(rest.Span[..end]), System.Globalization.CultureInfo.InvariantCulture)) : (0, end);
            if (rest.Length < at + count)
                return;
            Messages.Enqueue(Encoding.UTF8.GetString(rest.Span.Slice(at, count)));
            rest = rest[(at + count + (_isCounted ? 0 : 1))..];
        }
    }
}
