namespace Platform.Shared;

/// <summary>What a step of a <see cref="DemandLoop"/> has come to.</summary>
internal enum LoopStep
{
    /// <summary>Nothing is left to do. The loop ends, unless somebody has woken it meanwhile.</summary>
    Idle,

    /// <summary>Something was done, and more may be left.</summary>
    Again,

    /// <summary>It did not work. The next step comes after a pause, which doubles from one failure to the next.</summary>
    Failed,
}

/// <summary>
/// Runs a step again and again while there is something to do, one at a time, and nothing at all otherwise: what comes while a step is under way is
/// done by the next one. That is how many small requests become few large ones without a timer that makes the first of them wait.
/// </summary>
/// <remarks>Waking it allocates nothing, and nothing of the context of whoever wakes it goes along: what it does it does for many.</remarks>
/// <param name="step">The step. It does not throw: whoever waits for it would wait for ever.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="longestPause">Pauses grow from 50 ms up to this.</param>
internal sealed class DemandLoop(Func<ValueTask<LoopStep>> step, TimeProvider time, TimeSpan longestPause) : IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource? _ended;
    private bool _isRunning;
    private bool _isWoken;

    /// <summary>Ends when the loop is disposed of, for what a step waits for.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The run that is under way; completed where there is none.</summary>
    public Task Completion
    {
        get
        {
            lock (_lock)
                return _isRunning ? (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>There is something to do. To be called after it was put where the step looks for it.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _isWoken = true;
            if (_isRunning || _stop.IsCancellationRequested)
                return;
            _isRunning = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends pauses, and after the step that is under way the loop.</summary>
    public void Dispose() => _stop.Cancel(); // and not more: the step under way may still look at the token

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!IsAtEnd())
        {
            LoopStep reached;
            do
            {
                Take();
                reached = await step().ConfigureAwait(false);
            }
            while (reached == LoopStep.Again && !_stop.IsCancellationRequested);
            if (reached != LoopStep.Failed)
            {
                pause = FirstPause;
                continue;
            }
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < longestPause ? pause * 2 : longestPause;
            Rewake();
        }
    }

    private void Take()
    {
        lock (_lock)
            _isWoken = false;
    }

    /// <summary>What has failed is still to be done.</summary>
    private void Rewake()
    {
        lock (_lock)
            _isWoken = true;
    }

    private bool IsAtEnd()
    {
        TaskCompletionSource? ended;
        lock (_lock)
        {
            if (_isWoken && !_stop.IsCancellationRequested)
                return false;
            _isRunning = false;
            (ended, _ended) = (_ended, null);
        }
        ended?.TrySetResult();
        return true;
    }
}
