using Platform.Plugins.InProcess.Sandbox;

namespace Platform.Plugins.InProcess.Runner;

/// <summary>
/// Says when the host has closed a connection: on a thread of its own, without help of the pool, which a plugin may hold. For Linux.
/// </summary>
internal sealed class HostWatch : IDisposable
{
    private const short Closed = 0x2000 | 0x20 | 0x10 | 0x8; // POLLRDHUP, POLLNVAL, POLLHUP, POLLERR
    private const int LookMilliseconds = 1_000;

    private readonly Thread _thread;
    private bool _isDisposed;

    /// <param name="socket">The connection.</param>
    /// <param name="closed">What is done when the host has closed it, on the thread of the watch.</param>
    public HostWatch(int socket, Action closed)
    {
        _thread = new Thread(() => Watch(socket, closed)) { IsBackground = true, Name = "host" };
        _thread.Start();
    }

    /// <summary>Ends the watch, within a second.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isDisposed, true);
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Watch(int socket, Action closed)
    {
        var watched = new PollDescriptor { Descriptor = socket, Events = Closed };
        while (!Volatile.Read(ref _isDisposed))
        {
            if (Libc.Poll(ref watched, 1, LookMilliseconds) <= 0 || (watched.Returned & Closed) == 0)
                continue;
            if (!Volatile.Read(ref _isDisposed))
                closed();
            return;
        }
    }
}
