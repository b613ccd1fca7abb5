using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.RateLimiting.Redis.Tests.Servers;

/// <summary>What clients ask of a Redis, as the server itself tells it (MONITOR); what scripts do inside does not count.</summary>
public sealed class CommandMonitor : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly TcpClient _marker;
    private readonly StreamReader _lines;
    private int _marks;

    private CommandMonitor(TcpClient client, TcpClient marker) => (_client, _marker, _lines) = (client, marker, new StreamReader(client.GetStream(), Encoding.UTF8));

    public static async Task<CommandMonitor> StartAsync(int port)
    {
        var (client, marker) = (new TcpClient(), new TcpClient());
        await client.ConnectAsync(IPAddress.Loopback, port);
        await marker.ConnectAsync(IPAddress.Loopback, port);
        var monitor = new CommandMonitor(client, marker);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        await monitor._lines.ReadLineAsync();
        return monitor;
    }

    /// <summary>The commands since the last time.</summary>
    public async Task<IReadOnlyList<string>> CommandsAsync()
    {
        var mark = $"mark-{++_marks}";
        await _marker.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"ECHO {mark}\r\n"));
        List<string> commands = [];
        while (await _lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(mark, StringComparison.Ordinal))
                return commands;
            // 1767225600.250000 [0 127.0.0.1:51234] "EVALSHA" "…": inside a script it is [0 lua].
            if (line.Contains(" lua] ", StringComparison.Ordinal) || !line.Contains("] \"", StringComparison.Ordinal))
                continue;
            var command = line[(line.IndexOf("] \"", StringComparison.Ordinal) + 3)..];
            command = command[..command.IndexOf('"', StringComparison.Ordinal)].ToUpperInvariant();
            // The client's own signs of life.
            if (command is not ("PING" or "INFO" or "CLIENT" or "CONFIG" or "ECHO" or "SUBSCRIBE" or "GET" or "CLUSTER" or "SENTINEL" or "HELLO" or "AUTH"))
                commands.Add(command);
        }
        throw new EndOfStreamException("The server ended the monitor.");
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _client.Dispose();
        _marker.Dispose();
        return default;
    }
}
