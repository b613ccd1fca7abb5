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

    /// <summary>How many connections are broken off after their first bytes.</summary>
    public int BreaksOff { get; set; }

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
        if (BreaksOff > 0)
        {
            BreaksOff--;
            // With something unread: the sender is told at once.
            client.LingerState = new LingerOption(true, 0);
            await client.GetStream().ReadExactlyAsync(new byte[1], _ending.Token);
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
            var (at, length) = _isCounted ? (end + 1, int.Parse(Encoding.ASCII.GetString(rest.Span[..end]), System.Globalization.CultureInfo.InvariantCulture)) : (0, end);
            if (rest.Length < at + length)
                return;
            Messages.Enqueue(Encoding.UTF8.GetString(rest.Span.Slice(at, length)));
            rest = rest[(at + length + (_isCounted ? 0 : 1))..];
        }
    }
}
