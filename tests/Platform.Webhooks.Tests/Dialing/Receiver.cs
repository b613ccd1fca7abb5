using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Webhooks.Tests.Dialing;

/// <summary>A server on loopback that keeps what it is sent and answers each request with the same text.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private readonly string _answer;
    private readonly int _copies;

    public Receiver(string answer, int copies = 1)
    {
        (_answer, _copies) = (answer, copies);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Requests { get; } = [];

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

    /// <summary>One request for each connection, which is then closed; so each request is dialled.</summary>
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
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer), _ending.Token);
            }
            catch (IOException)
            {
                // Whoever was cut off has left.
            }
        }
    }
}
