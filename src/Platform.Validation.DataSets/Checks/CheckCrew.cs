using System.Runtime.ExceptionServices;

namespace Platform.Validation.DataSets.Checks;

/// <summary>
/// Checks a batch on several threads: each takes whole columns and whole rules on rows, of which none knows another. So nothing has to be
/// merged, and what comes out is the same, bit for bit, on any number of threads.
/// </summary>
/// <remarks>
/// The thread that calls works too, and waits only for what another has begun: where the pool gives no thread, it does everything.
/// Nothing runs between two batches.
/// </remarks>
internal sealed class CheckCrew : IThreadPoolWorkItem
{
    /// <summary>Fewer rows than this are checked sooner than another thread has woken up.</summary>
    private const int FewestRows = 64;

    /// <summary>How often those that take longest are put first anew.</summary>
    private const int BatchesInOrder = 64;

    private readonly Action<int> _work;
    private readonly int _degree;
    private readonly TimeProvider _time;
    private readonly int[] _order;
    private readonly long[] _ticks;
    private readonly Exception?[] _faults;
    private ExecutionContext? _context;
    private int _batches;
    private int _pending;
    private int _next = int.MaxValue / 2;

    /// <param name="parts">How many parts a batch has.</param>
    /// <param name="degree">How many threads at most.</param>
    /// <param name="time">Tells how long a part takes.</param>
    /// <param name="work">Does one part.</param>
    public CheckCrew(int parts, int degree, TimeProvider time, Action<int> work)
    {
        (_work, _degree, _time) = (work, Math.Min(degree, parts), time);
        _order = [.. Enumerable.Range(0, parts)];
        _ticks = new long[parts];
        _faults = new Exception?[parts];
    }

    /// <summary>Does all parts of a batch. What a part throws is thrown when all have ended; of several the first part's.</summary>
    public void Check(int rows)
    {
        if (_degree < 2 || rows < FewestRows)
        {
            for (var part = 0; part < _order.Length; part++)
                _work(part);
            return;
        }
        if (_batches++ % BatchesInOrder == 1)
            Array.Sort(_order, (left, right) => _ticks[right].CompareTo(_ticks[left]));
        // What rules ask the current culture for is the caller's.
        _context = ExecutionContext.Capture();
        _pending = _order.Length;
        // From here on a thread of the pool that comes, also one that was asked for a batch ago, finds work.
        Volatile.Write(ref _next, -1);
        for (var thread = 1; thread < _degree; thread++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Take();
        for (var wait = default(SpinWait); Volatile.Read(ref _pending) > 0;)
            wait.SpinOnce(sleep1Threshold: -1);
        if (Array.Find(_faults, static fault => fault is not null) is { } first)
        {
            Array.Clear(_faults);
            ExceptionDispatchInfo.Throw(first);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Who comes late finds a number behind the last part.
        if (Volatile.Read(ref _next) >= _order.Length - 1)
            return;
        if (_context is { } context)
            ExecutionContext.Run(context, static crew => ((CheckCrew)crew!).Take(), this);
        else
            Take();
    }

    private void Take()
    {
        while (Interlocked.Increment(ref _next) is var at && at < _order.Length)
        {
            var part = _order[at];
            var started = _time.GetTimestamp();
            try
            {
                _work(part);
            }
            catch (Exception fault)
            {
                _faults[part] = fault;
            }
            _ticks[part] += _time.GetTimestamp() - started;
            Interlocked.Decrement(ref _pending);
        }
    }
}
