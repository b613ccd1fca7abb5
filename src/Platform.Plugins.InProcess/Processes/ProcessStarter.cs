using System.Collections.Concurrent;
using System.Diagnostics;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>
/// Starts processes on a thread that lives as long as the host: the kernel ends a process with the thread that started it, and threads of
/// the pool come and go.
/// </summary>
internal sealed class ProcessStarter : IDisposable
{
    private readonly BlockingCollection<Action> _starts = [];
    private readonly Thread _thread;
    private bool _isDisposed;

    public ProcessStarter()
    {
        _thread = new Thread(RunAll) { IsBackground = true, Name = "processes of plugins" };
        _thread.Start();
    }

    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task;
    }

    /// <summary>Ends the thread, and with it whatever process is still there.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        _starts.CompleteAdding();
        _thread.Join();
        _starts.Dispose();
    }

    private void RunAll()
    {
        foreach (var start in _starts.GetConsumingEnumerable())
            start();
    }
}
