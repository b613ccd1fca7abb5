using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Quotas;

/// <summary>
/// What this process knows of one key of a policy: how its quotas stood last, what it holds as a lease, and what it has yet to tell the ledger.
/// </summary>
internal sealed class KeyAccount(LedgerWriter writer, RateLimitPolicy policy, RateLimitKey key)
{
    /// <summary>A lease of which nothing was used for so many rounds is given back.</summary>
    private const int IdleRounds = 5;

    private readonly Lock _lock = new();
    private readonly List<Owed> _owed = [];
    private readonly string _consumer = Consumers.NameOf(key);
    private QuotaWindows? _windows;
    private LedgerAccount[] _accounts = [];
    private QuotaStandings _known;
    private bool _isKnown;
    private long _uncommitted;
    private long _lease;
    private long _leaseUsed;
    private bool _isLeasePending;
    private int _idleRounds;
    private long _noLeaseBefore;
    private long _lastTake = long.MinValue;
    private long _lastSeen;
    private long _refusedUntil = long.MinValue;
    private long _refusedFree;

    public string Consumer => _consumer;

    /// <summary>The accounts of the windows. When others have begun, what was held of the old ones is returned.</summary>
    public LedgerAccount[] AccountsFor(QuotaWindows windows)
    {
        lock (_lock)
        {
            if (_windows != windows)
                MoveTo(windows);
            return _accounts;
        }
    }

    /// <summary>Takes from the lease.</summary>
    public bool TryTakeLeased(QuotaWindows windows, long cost, out QuotaStandings standings)
    {
        lock (_lock)
        {
            if (_windows != windows || cost > _lease || cost == 0)
            {
                standings = default;
                return false;
            }
            _lease -= cost;
            _leaseUsed += cost;
            Write(out standings);
            return true;
        }
    }

    /// <summary>Puts back what was just taken from the lease.</summary>
    public void PutBack(QuotaWindows windows, LedgerAccount[] accounts, long cost, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_windows == windows && _leaseUsed >= cost)
            {
                _lease += cost;
                _leaseUsed -= cost;
                return;
            }
            Owe(LedgerEntryKind.Charge, accounts, at, -cost, 0);
        }
        writer.Owe(this);
    }

    /// <summary>Asks for a lease, or for more of it, when the key is used often and half of it is gone.</summary>
    public void Lease(QuotaWindows windows, long permits, long timestamp, DateTimeOffset at)
    {
        LedgerEntry entry;
        var isOwing = false;
        lock (_lock)
        {
            var isHot = _lastTake != long.MinValue && timestamp - _lastTake < writer.Second;
            _lastTake = timestamp;
            if (!isHot || _isLeasePending || _windows != windows || _lease > permits / 2 || timestamp < _noLeaseBefore || !writer.IsAvailable)
                return;
            _isLeasePending = true;
            // What was used is reported with it, so that no more than two leases are ever held and unreported.
            if (isOwing = _leaseUsed > 0)
                OweLease(at, all: false);
            entry = new LedgerEntry(LedgerEntryKind.Lease, _accounts, permits - _lease, at) { Owner = this };
        }
        if (!writer.TryEnqueue(entry))
            Drop(entry);
        if (isOwing)
            writer.Owe(this);
    }

    /// <summary>Whether half of the lease is gone. Looked at without the lock: it only decides when to ask for more.</summary>
    public bool IsLeaseLow(long permits) => Volatile.Read(ref _lease) <= permits / 2 && !Volatile.Read(ref _isLeasePending);

    /// <summary>Returns the lease at once: the ledger shall decide on a cost that is more than what is left of it.</summary>
    public void ReturnLease(DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_lease == 0 && _leaseUsed == 0)
                return;
            OweLease(at, all: true);
        }
        writer.Owe(this);
    }

    /// <summary>Refuses what the ledger refused a moment ago.</summary>
    public bool TryRefuse(QuotaWindows windows, long cost, long timestamp, out QuotaStandings standings, out int refusals)
    {
        lock (_lock)
        {
            Write(out standings);
            refusals = 0;
            if (_windows != windows || timestamp >= _refusedUntil || Math.Max(1, cost) <= _refusedFree)
                return false;
            refusals = RefusalsOf(windows, standings, cost);
            return refusals != 0;
        }
    }

    /// <summary>How the quotas stood last, where that is known.</summary>
    public bool TryPeek(QuotaWindows windows, out QuotaStandings standings)
    {
        lock (_lock)
        {
            Write(out standings);
            return _isKnown && _windows == windows;
        }
    }

    /// <summary>Decides without the ledger, by what is known; what is admitted is owed to it when <paramref name="entry"/> did not get there.</summary>
    public bool DecideWithout(QuotaWindows windows, LedgerEntry entry, bool mayAdmit, bool isForced, out QuotaStandings standings, out int refusals)
    {
        bool isAdmitted;
        lock (_lock)
        {
            Write(out standings);
            refusals = RefusalsOf(windows, standings, entry.Amount);
            isAdmitted = isForced || (mayAdmit && refusals == 0);
            if (isAdmitted)
            {
                for (var i = 0; i < windows.Quotas.Length; i++)
                    standings[i].Used += LedgerDecision.Bounded(entry.Amount);
            }
        }
        Abandon(entry, isAdmitted);
        return isAdmitted;
    }

    /// <summary>
    /// Somebody was told an answer that is not the ledger's. When the ledger's is known, whichever comes first, the difference is owed.
    /// </summary>
    public void Abandon(LedgerEntry entry, bool isAdmitted)
    {
        if (entry.Abandon(isAdmitted, out var difference))
            Correct(entry.Accounts, difference, entry.At);
        else if (isAdmitted)
            CountInDoubt(entry, entry.Amount);
    }

    /// <summary>What was admitted here, and may be on its way to the ledger, counts as used until that is known.</summary>
    private void CountInDoubt(LedgerEntry entry, long amount)
    {
        lock (_lock)
        {
            if (entry.Accounts == _accounts)
                _uncommitted += LedgerDecision.Bounded(amount);
        }
    }

    /// <summary>Owes the ledger a correction.</summary>
    public void Correct(LedgerAccount[] accounts, long difference, DateTimeOffset at)
    {
        if (difference == 0)
            return;
        lock (_lock)
            Owe(LedgerEntryKind.Charge, accounts, at, difference, 0);
        writer.Owe(this);
    }

    /// <summary>A round of writing what was used of leases.</summary>
    /// <returns>Whether there is a lease to come back for.</returns>
    public bool Round(DateTimeOffset now, bool isLast)
    {
        var isOwing = false;
        bool isHolding;
        lock (_lock)
        {
            var isOver = _windows is null || !_windows.Hold(now.UtcTicks);
            _idleRounds = _leaseUsed > 0 ? 0 : _idleRounds + 1;
            if (_leaseUsed > 0 || (_lease > 0 && (isLast || isOver || _idleRounds >= IdleRounds)))
            {
                OweLease(now, isLast || isOver || _idleRounds >= IdleRounds);
                isOwing = true;
            }
            isHolding = _lease > 0 || _isLeasePending;
        }
        if (isOwing)
            writer.Owe(this);
        return isHolding;
    }

    /// <summary>Hands over what is owed.</summary>
    public void Collect(List<LedgerEntry> entries)
    {
        lock (_lock)
        {
            foreach (var owed in _owed)
                entries.Add(new LedgerEntry(owed.Kind, owed.Accounts, owed.Amount, owed.At) { Released = owed.Released, Owner = this });
            _owed.Clear();
        }
    }

    /// <summary>The ledger has an entry of this key.</summary>
    public void Committed(LedgerEntry entry, bool isLatest)
    {
        Reconcile(entry);
        var isHolding = false;
        lock (_lock)
        {
            var isCurrent = entry.Accounts == _accounts;
            if (isCurrent && isLatest)
                (_known, _isKnown) = (entry.Standings, true);
            switch (entry.Kind)
            {
                case LedgerEntryKind.Charge when isCurrent:
                    _uncommitted -= LedgerDecision.Bounded(entry.Amount);
                    if (entry.Amount < 0)
                        _refusedUntil = long.MinValue;
                    break;
                case LedgerEntryKind.Return:
                    _refusedUntil = long.MinValue;
                    break;
                case LedgerEntryKind.Lease:
                    _isLeasePending = false;
                    if (entry.Granted == 0)
                        _noLeaseBefore = writer.Timestamp + writer.Second;
                    else if (isCurrent && !writer.IsStopping)
                        (_lease, _idleRounds, isHolding) = (_lease + entry.Granted, 0, true);
                    else
                        Owe(LedgerEntryKind.Return, entry.Accounts, entry.At, 0, entry.Granted);
                    break;
                case LedgerEntryKind.Take when isCurrent && entry.Refusals != 0 && !entry.IsForced:
                    _refusedFree = FreeOf(_windows!, entry.Standings);
                    _refusedUntil = writer.Timestamp + writer.RefusalMemory;
                    break;
            }
        }
        if (isHolding)
            writer.Hold(this);
        if (entry.Kind == LedgerEntryKind.Lease && !isHolding && entry.Granted > 0)
            writer.Owe(this);
    }

    /// <summary>An entry was not sent and never will be.</summary>
    public void Drop(LedgerEntry entry)
    {
        Reconcile(entry);
        if (entry.Kind != LedgerEntryKind.Lease)
            return;
        lock (_lock)
        {
            _isLeasePending = false;
            _noLeaseBefore = writer.Timestamp + writer.Second;
        }
    }

    /// <summary>Whether nothing would be lost with it.</summary>
    public bool IsForgettable(long timestamp)
    {
        lock (_lock)
            return _owed.Count == 0 && _lease == 0 && _leaseUsed == 0 && !_isLeasePending && _uncommitted == 0 && timestamp - Volatile.Read(ref _lastSeen) > writer.Second * 60;
    }

    /// <summary>Notes that it is in use.</summary>
    public void Touch(long timestamp) => Volatile.Write(ref _lastSeen, timestamp);

    /// <summary>What of it is not in the ledger, in permits.</summary>
    public long Unwritten
    {
        get
        {
            lock (_lock)
                return _leaseUsed + _owed.Sum(owed => Math.Abs(owed.Amount));
        }
    }

    public static int RefusalsOf(QuotaWindows windows, in QuotaStandings standings, long cost)
    {
        var refusals = 0;
        for (var i = 0; i < windows.Quotas.Length; i++)
            refusals |= Math.Max(1, cost) > FreeOf(windows.Quotas[i], standings[i]) ? 1 << i : 0;
        return refusals;
    }

    public static long FreeOf(Quota quota, in QuotaStanding standing) => quota.Allowance + quota.Overage + standing.Carried - standing.Used;

    private static long FreeOf(QuotaWindows windows, in QuotaStandings standings)
    {
        var free = long.MaxValue;
        for (var i = 0; i < windows.Quotas.Length; i++)
            free = Math.Min(free, FreeOf(windows.Quotas[i], standings[i]));
        return free;
    }

    private void Reconcile(LedgerEntry entry)
    {
        if (!entry.Commit(out var difference, out var wasAdmitted))
            return;
        if (wasAdmitted)
            CountInDoubt(entry, -entry.Amount);
        Correct(entry.Accounts, difference, entry.At);
    }

    private void MoveTo(QuotaWindows windows)
    {
        if (_lease > 0 || _leaseUsed > 0)
        {
            OweLease(_windows!.Last, all: true);
            writer.Owe(this);
        }
        _windows = windows;
        _accounts = new LedgerAccount[windows.Quotas.Length];
        for (var i = 0; i < _accounts.Length; i++)
            _accounts[i] = new LedgerAccount(policy.Name, _consumer, windows.Quotas[i], windows.Windows[i]);
        (_known, _isKnown, _uncommitted, _refusedUntil) = (default, false, 0, long.MinValue);
    }

    /// <summary>What others have used is known up to the last answer; what was taken here since then comes on top.</summary>
    private void Write(out QuotaStandings standings)
    {
        standings = _known;
        for (var i = 0; i < _accounts.Length; i++)
            standings[i].Used = Math.Max(0, standings[i].Used - _lease + _uncommitted);
    }

    private void OweLease(DateTimeOffset at, bool all)
    {
        var released = all ? _lease : 0;
        Owe(LedgerEntryKind.Return, _accounts, at < _windows!.Last ? at : _windows.Last, _leaseUsed, released);
        _leaseUsed = 0;
        _lease -= released;
    }

    private void Owe(LedgerEntryKind kind, LedgerAccount[] accounts, DateTimeOffset at, long amount, long released)
    {
        amount = LedgerDecision.Bounded(amount);
        if (kind == LedgerEntryKind.Charge && accounts == _accounts)
            _uncommitted += amount;
        var last = _owed.FindLastIndex(owed => owed.Kind == kind && owed.Accounts == accounts);
        if (last >= 0)
            _owed[last] = _owed[last] with { At = at, Amount = LedgerDecision.Bounded(_owed[last].Amount + amount), Released = _owed[last].Released + released };
        else
            _owed.Add(new Owed(kind, accounts, at, amount, released));
    }

    private readonly record struct Owed(LedgerEntryKind Kind, LedgerAccount[] Accounts, DateTimeOffset At, long Amount, long Released);
}
