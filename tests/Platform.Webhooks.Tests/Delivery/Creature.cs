using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Webhooks.Tests.Delivery;

/// <summary>A receiver of the zoo: it reads a request, and then does with the connection whatever its nature is.</summary>
internal sealed class Creature : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<Socket, string, CancellationToken, Task> _behave;
    private readonly bool _readsFirst;
    private readonly ConcurrentBag<Task> _visits = [];
    private readonly Task _serving;

    public Creature(Func<Socket, string, CancellationToken, Task> behave, bool readsFirst = true)
    {
        (_behave, _readsFirst) = (behave, readsFirst);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The requests so far, heads and bodies.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>One that answers so many bytes and keeps the connection.</summary>
    public static Creature Saying(string answer, Action? said = null) => new(async (socket, _, ending) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(answer), ending);
        said?.Invoke();
        await UntilLeftAsync(socket, ending);
    });

    /// <summary>One that answers each request on a connection, and lives long.</summary>
    public static Creature Answering(Func<string, string> answer)
    {
        Creature? self = null;
        return self = new Creature(async (socket, request, ending) =>
        {
            while (true)
            {
                await socket.SendAsync(Encoding.Latin1.GetBytes(answer(request)), ending);
                request = await self!.NoteAsync(socket);
            }
        });
    }

    public static async Task UntilLeftAsync(Socket socket, CancellationToken ending)
    {
        var rest = new byte[1024];
        while (await socket.ReceiveAsync(rest, ending) > 0)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving;
        await Task.WhenAll(_visits);
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _visits.Add(VisitAsync(await _listener.AcceptSocketAsync(_ending.Token)));
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
        }
    }

    private async Task VisitAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _behave(socket, _readsFirst ? await NoteAsync(socket) : "", _ending.Token);
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException or EndOfStreamException)
            {
                // The visitor has left, or the zoo closes.
            }
        }
    }

    private async Task<string> NoteAsync(Socket socket)
    {
        var request = await ReadRequestAsync(socket, _ending.Token);
        Requests.Enqueue(request);
        return request;
    }

    private static async Task<string> ReadRequestAsync(Socket socket, CancellationToken ending)
    {
        var text = new StringBuilder();
        var bytes = new byte[4096];
        while (true)
        {
            var count = await socket.ReceiveAsync(bytes, ending);
            if (count == 0)
                throw new EndOfStreamException();
            text.Append(Encoding.Latin1.GetString(bytes, 0, count));
            var all = text.ToString();
            var head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0)
                continue;
            var field = all.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
            if (all.Length >= head + 4 + int.Parse(field?["Content-Length: ".Length..] ?? "0", System.Globalization.CultureInfo.InvariantCulture))
                return all;
        }
    }
}
