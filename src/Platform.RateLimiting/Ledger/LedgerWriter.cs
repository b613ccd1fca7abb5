using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Platform.RateLimiting.Quotas;
using Platform.Shared;

namespace Platform.RateLimiting.Ledger;

/// <summary>
/// Brings what waits for the ledger there in batches: while one transaction is on its way, what comes gathers for the next. One batch is sent
/// at a time, and again with the same number until the ledger has it, so that it counts once.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "It is disposable; the analyzer looks for the synchronous form alone.")]
internal sealed class LedgerWriter : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<LedgerEntry> _queue = [];
    private readonly HashSet<KeyAccount> _owing = [];
    private readonly HashSet<KeyAccount> _holding = [];
    private readonly DemandLoop _loop;
    private readonly IUsageLedgerStore _store;
    private readonly PlatformRateLimitingLedgerOptions _options;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly IQuotaWarningSink[] _sinks;
    private readonly string _writer = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private ITimer? _rounds;
    private LedgerBatch? _inDoubt;
    private Task _telling = Task.CompletedTask;
    private long _sequence;
    private bool _isUnavailable;
    private bool _isStopping;

    public LedgerWriter(
        IUsageLedgerStore store, PlatformRateLimitingLedgerOptions options, TimeProvider time, Telemetry telemetry, IEnumerable<IQuotaWarningSink> sinks, ILogger<LedgerWriter> logger)
    {
        (_store, _options, _time, _telemetry, _logger, _sinks) = (store, options, time, telemetry, logger, [.. sinks]);
        _loop = new DemandLoop(StepAsync, time, LongestPause);
        Second = time.TimestampFrequency;
        RefusalMemory = (long)(options.RefusalMemory.TotalSeconds * time.TimestampFrequency);
        telemetry.ObserveLedger(() => IsAvailable);
    }

    /// <summary>Whether the ledger answered last.</summary>
    public bool IsAvailable => !Volatile.Read(ref _isUnavailable);

    public long Timestamp => _time.GetTimestamp();

    public bool IsStopping => Volatile.Read(ref _isStopping);

    /// <summary>A second, in timestamps.</summary>
    public long Second { get; }

    /// <summary>How long a refusal is remembered, in timestamps.</summary>
    public long RefusalMemory { get; }

    /// <summary>Sends an entry.</summary>
    /// <returns><see langword="false"/> while the ledger does not answer, when too many wait, and after the end.</returns>
    public bool TryEnqueue(LedgerEntry entry)
    {
        lock (_lock)
        {
            if (_isUnavailable || _isStopping || _queue.Count >= _options.MostWaiting)
                return false;
            _queue.Add(entry);
        }
        _loop.Wake();
        return true;
    }

    /// <summary>The account has something to write, which is never given up while the process lives.</summary>
    public void Owe(KeyAccount account)
    {
        lock (_lock)
            _owing.Add(account);
        _loop.Wake();
    }

    /// <summary>The account has a lease, of which is written every now and then what was used.</summary>
    public void Hold(KeyAccount account)
    {
        lock (_lock)
        {
            _holding.Add(account);
            if (!_isStopping)
                _rounds ??= _time.CreateTimer(static writer => ((LedgerWriter)writer!).Round(isLast: false), this, _options.LeaseReportInterval, _options.LeaseReportInterval);
        }
    }

    /// <summary>Writes what was used of leases and all that is owed, and waits until the ledger has it.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        Round(isLast: false);
        return await WrittenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the ledger has what is owed by now.</summary>
    /// <returns>Whether it does; <see langword="false"/> when it does not answer.</returns>
    public async Task<bool> WrittenAsync(CancellationToken cancellationToken)
    {
        var barrier = new LedgerEntry(LedgerEntryKind.Charge, [], 0, default, isWaitedFor: true);
        return TryEnqueue(barrier) && await barrier.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns all leases, writes what is owed, and says what it could not write within the deadline.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isStopping)
                return;
            Volatile.Write(ref _isStopping, true);
            _rounds?.Dispose();
            _rounds = null;
        }
        Round(isLast: true);
        await _loop.Completion.WaitAsync(_options.StopDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
        TellOfWhatIsLost();
        await _telling.WaitAsync(_options.StopDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The same, for hosts that cannot wait asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask<LoopStep> StepAsync()
    {
        if (NextBatch() is not { } batch)
            return LoopStep.Idle;
        if (!await TryCommitAsync(batch).ConfigureAwait(false))
        {
            Interrupt();
            return LoopStep.Failed;
        }
        Deliver(batch);
        return LoopStep.Again;
    }

    private LedgerBatch? NextBatch()
    {
        while (_inDoubt is null)
        {
            KeyAccount[] owing;
            List<LedgerEntry> queued;
            lock (_lock)
            {
                if (_owing.Count == 0 && _queue.Count == 0)
                    return null;
                owing = [.. _owing];
                _owing.Clear();
                queued = _queue.GetRange(0, Math.Min(_queue.Count, _options.MostInBatch));
                _queue.RemoveRange(0, queued.Count);
            }
            // Beside the lock: an account that owes something holds its own, and then asks for this one.
            List<LedgerEntry> entries = [];
            // What is owed comes first: a lease that is returned makes room for the cost that it was too small for.
            foreach (var account in owing)
                account.Collect(entries);
            entries.AddRange(queued);
            if (entries.Count > 0)
                _inDoubt = new LedgerBatch(_writer, ++_sequence, _time.GetUtcNow(), [.. entries]);
        }
        return _inDoubt;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a store throws, the batch is not known to be committed, and is sent again.")]
    private async Task<bool> TryCommitAsync(LedgerBatch batch)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_loop.Stopping);
        var began = Timestamp;
        // On a thread of its own: a store that works synchronously must not hold up the deadline.
        var committing = Task.Run(() => CommitAsync(batch, patience.Token), CancellationToken.None);
        try
        {
            await committing.WaitAsync(_options.Deadline, _time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!committing.IsCompleted)
        {
            // Nobody waits longer. Whether it is committed shows when the store comes back; until then no other batch is sent.
            Interrupt();
            await patience.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Looked at below.
        }
        Exception? failure = null;
        try
        {
            await committing.ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        Tell(() =>
        {
            _telemetry.Committed(batch.Entries.Count, failure is null, _time.GetElapsedTime(began));
            if (failure is not null)
                Log.LedgerFailed(_logger, failure);
        });
        return failure is null;
    }

    private async Task CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        using var span = _telemetry.StartCommit(batch.Entries.Count);
        try
        {
            await _store.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    /// <summary>A listener or a logger that throws must not end the loop: whoever waits would wait for ever.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "There is nobody left to tell.")]
    private static void Tell(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // What was to be told is lost, and nothing else.
        }
    }

    private void Deliver(LedgerBatch batch)
    {
        _inDoubt = null;
        lock (_lock)
        {
            if (_isUnavailable)
            {
                Volatile.Write(ref _isUnavailable, false);
                Tell(() => Log.LedgerAvailable(_logger));
            }
        }
        // How accounts stand is told by their last entry.
        var last = new Dictionary<LedgerAccount[], LedgerEntry>();
        foreach (var entry in batch.Entries)
            last[entry.Accounts] = entry;
        foreach (var entry in batch.Entries)
        {
            entry.Owner?.Committed(entry, last[entry.Accounts] == entry);
            entry.Tell(true);
        }
        if (batch.Warnings.Count > 0)
        {
            QuotaWarning[] warnings = [.. batch.Warnings.Select(warning => batch.Accounts[warning.Account] is var account
                ? new QuotaWarning(account.Policy, account.Quota, account.Consumer, warning.Percent, warning.Used, warning.Available, account.WindowEnd) : null!)];
            _telling = TellAsync(_telling, warnings);
        }
    }

    /// <summary>Whoever waits is told to do without the ledger. What is on its way stays there; what has not been sent never will be.</summary>
    private void Interrupt()
    {
        List<LedgerEntry> unsent;
        lock (_lock)
        {
            if (!_isUnavailable)
            {
                Volatile.Write(ref _isUnavailable, true);
                Tell(() => Log.LedgerUnavailable(_logger));
            }
            unsent = [.. _queue];
            _queue.Clear();
        }
        foreach (var entry in unsent)
        {
            entry.Granted = 0;
            entry.Owner?.Drop(entry);
            entry.Tell(false);
        }
        if (_inDoubt is { } batch)
        {
            foreach (var entry in batch.Entries)
                entry.Tell(false);
        }
    }

    private void Round(bool isLast)
    {
        KeyAccount[] accounts;
        lock (_lock)
            accounts = [.. _holding];
        var now = _time.GetUtcNow();
        foreach (var account in accounts)
        {
            if (account.Round(now, isLast))
                continue;
            lock (_lock)
                _holding.Remove(account);
        }
        lock (_lock)
        {
            if (_holding.Count > 0)
                return;
            _rounds?.Dispose();
            _rounds = null;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A sink that fails must not keep the others from being told.")]
    private async Task TellAsync(Task earlier, QuotaWarning[] warnings)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        foreach (var warning in warnings)
        {
            Tell(() =>
            {
                _telemetry.Warned(warning);
                Log.QuotaWarning(_logger, warning.Consumer, warning.Percent, warning.Quota, warning.Policy, warning.Used, warning.Available, warning.WindowEnd);
            });
            foreach (var sink in _sinks)
            {
                try
                {
                    await sink.TellAsync(warning, _loop.Stopping).ConfigureAwait(false);
                }
                catch (Exception failure)
                {
                    Log.WarningNotTold(_logger, warning.Policy, warning.Quota, failure);
                }
            }
        }
    }

    private void TellOfWhatIsLost()
    {
        KeyAccount[] owing;
        lock (_lock)
            owing = [.. _owing];
        var permits = owing.Sum(account => account.Unwritten) + (_inDoubt?.Entries.Sum(entry => entry.Unwritten) ?? 0);
        if (permits == 0)
            return;
        _telemetry.Lost(permits);
        Log.UsageLost(_logger, permits);
    }
}
