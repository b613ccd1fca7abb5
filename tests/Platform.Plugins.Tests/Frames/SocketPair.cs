using System.Net.Sockets;

namespace Platform.Plugins.Tests.Frames;

/// <summary>Two ends of a connection as processes have it.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(NetworkStream host, NetworkStream plugin) => (Host, Plugin) = (host, plugin);

    public NetworkStream Host { get; }

    public NetworkStream Plugin { get; }

    public static async Task<SocketPair> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("frames-");
        try
        {
            var path = new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "s"));
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(path);
            listener.Listen(1);
            var host = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await host.ConnectAsync(path, TestContext.Current.CancellationToken);
            return new SocketPair(new NetworkStream(host, ownsSocket: true),
                new NetworkStream(await listener.AcceptAsync(TestContext.Current.CancellationToken), ownsSocket: true));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        Host.Dispose();
        Plugin.Dispose();
    }
}
