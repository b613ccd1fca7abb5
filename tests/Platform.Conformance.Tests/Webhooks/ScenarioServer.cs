using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Conformance.Tests.Webhooks;

/// <summary>A server on loopback that answers every request with the same bytes, as often as it is told, and then closes the connection or holds it.</summary>
internal sealed class ScenarioServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private readonly byte[] _answer;
    private readonly int _copies;
    private readonly bool _stays;
    private int _requests;

    public ScenarioServer(string answer, int copies = 1, bool stays = false)
    {
        (_answer, _copies, _stays) = (Encoding.Latin1.GetBytes(answer), copies, stays);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Requests => Volatile.Read(ref _requests);

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
                while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 })
                {
                }
                Interlocked.Increment(ref _requests);
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
