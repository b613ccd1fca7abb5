using System.Net.Sockets;
using Platform.Plugins.InProcess.Runner;
using Platform.Testing;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>How a process notices that its host is gone.</summary>
public sealed class HostWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watch-");
    private readonly Socket _host;
    private readonly Socket _plugin = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public HostWatchTests()
    {
        var path = new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(path);
        listener.Listen(1);
        _plugin.Connect(path);
        _host = listener.Accept();
    }

    public void Dispose()
    {
        _host.Dispose();
        _plugin.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_host_that_closes_is_noticed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "waits for Linux");
        var noticed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new HostWatch((int)_plugin.Handle, noticed.SetResult);
        await _host.SendAsync("a call"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.False(noticed.Task.IsCompleted);

        _host.Dispose();

        await noticed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    [StopTestOf(typeof(HostWatch))]
    public void A_watch_that_has_ended_notices_nothing_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "waits for Linux");
        var noticed = 0;
        var watch = new HostWatch((int)_plugin.Handle, () => noticed++);

        watch.Dispose();
        watch.Dispose();
        _host.Dispose();

        Assert.Equal(0, noticed);
    }
}
