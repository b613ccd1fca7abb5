using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace Platform.Benchmarks.Plugins;

/// <summary>
/// The same by StreamJsonRpc, as fast as it can: MessagePack and lengths before messages, over a socket of the machine to a process of
/// its own.
/// </summary>
internal sealed class EchoPeer : IAsyncDisposable
{
    /// <summary>What makes this program the other end.</summary>
    public const string Word = "stream-json-rpc-echo";

    private readonly Process _process;
    private readonly JsonRpc _rpc;
    private readonly IEchoRpc _echo;

    private EchoPeer(Process process, JsonRpc rpc)
    {
        (_process, _rpc, _echo) = (process, rpc, rpc.Attach<IEchoRpc>());
        rpc.StartListening();
    }

    public static async ValueTask<EchoPeer> OpenAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("echo-");
        var path = Path.Combine(folder.FullName, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        var dotnet = Path.Combine(
            Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..")), "dotnet");
        var process = Process.Start(dotnet, ["exec", typeof(EchoPeer).Assembly.Location, Word, path]);
        var socket = await listener.AcceptAsync(cancellationToken);
        folder.Delete(recursive: true);
        return new EchoPeer(process, Over(socket));
    }

    public static async Task ServeAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        using var rpc = Over(socket);
        rpc.AddLocalRpcTarget<IEchoRpc>(new Echo(), null);
        rpc.StartListening();
        await rpc.Completion;
    }

    public ValueTask<EchoLine> EchoAsync() => new(_echo.EchoAsync(EchoLine.Sample));

    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static JsonRpc Over(Socket socket) =>
        new(new LengthHeaderMessageHandler(new NetworkStream(socket, ownsSocket: true).UsePipe(), new MessagePackFormatter()));

    private sealed class Echo : IEchoRpc
    {
        public Task<EchoLine> EchoAsync(EchoLine line) => Task.FromResult(line);
    }
}

/// <summary>What crosses by StreamJsonRpc. Public, because a proxy is made of it when the program runs.</summary>
[JsonRpcContract]
[SuppressMessage("StreamJsonRpc", "StreamJsonRpc0008", Justification = "Shapes are for formatters that this one does not use.")]
public partial interface IEchoRpc
{
    /// <summary>Answers with what it is given.</summary>
    Task<EchoLine> EchoAsync(EchoLine line);
}
