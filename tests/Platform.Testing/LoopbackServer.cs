using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Testing;

/// <summary>
/// A server on loopback that keeps the head of each request and answers every one with the same bytes, whatever HTTP says of them. One request for
/// each connection, which is then closed or held; so each request is dialled.
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private readonly byte[] _answer;
    private readonly int _copies;
    private readonly bool _stays;

    /// <summary>Starts it on a port that is free.</summary>
    /// <param name="answer">What it answers, each character a byte (Latin-1).</param>
    /// <param name="copies">How often the answer is sent for one request.</param>
    /// <param name="stays">Whether the connection is held after the answer, until the caller leaves.</param>
    public LoopbackServer(string answer, int copies = 1, bool stays = false)
    {
        (_answer, _copies, _stays) = (Encoding.Latin1.GetBytes(answer), copies, stays);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The port of 127.0.0.1 on which it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests so far, in order, their lines ended by a line feed.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <inheritdoc/>
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
                await AnswerAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var request = new StringBuilder();
                while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 } line)
                    request.Append(line).Append('\n');
                Requests.Enqueue(request.ToString());
                for (var copy = 0; copy < _copies; copy++)
                    await stream.WriteAsync(_answer, _ending.Token);
                if (_stays)
                    await reader.ReadLineAsync(_ending.Token);
            }
            catch (IOException)
            {
                // Whoever was cut off has left.
            }
        }
    }
}
