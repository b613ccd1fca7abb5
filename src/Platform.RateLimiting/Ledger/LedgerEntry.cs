using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.Ledger;

/// <summary>What an entry asks of the ledger.</summary>
internal enum LedgerEntryKind
{
    /// <summary>Use so much of all accounts, or of none.</summary>
    Take,

    /// <summary>Hold so much, or less, of all accounts for one process.</summary>
    Lease,

    /// <summary>What was held is used or given back.</summary>
    Return,

    /// <summary>Use so much whatever the allowance says, or give so much back.</summary>
    Charge,
}

/// <summary>One thing to do, and what became of it. Deciding writes the result; it is told only when it has been committed.</summary>
internal sealed class LedgerEntry
{
    private readonly TaskCompletionSource<bool>? _told;
    private QuotaStandings _standings;
    private bool? _isAdmitted;
    private bool _isCommitted;

    public LedgerEntry(LedgerEntryKind kind, LedgerAccount[] accounts, long amount, DateTimeOffset at, bool isWaitedFor = false)
    {
        (Kind, Accounts, Amount, At) = (kind, accounts, amount, at);
        Indexes = new int[accounts.Length];
        if (isWaitedFor)
            _told = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public LedgerEntryKind Kind { get; }

    public LedgerAccount[] Accounts { get; }

    /// <summary>The cost; of a return, what was used.</summary>
    public long Amount { get; }

    /// <summary>When it was decided: within the windows of all accounts, so that what slices say adds up to what windows say.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Of a return, what is given back unused.</summary>
    public long Released { get; init; }

    /// <summary>Take it in any case; the result says whether it was too much.</summary>
    public bool IsForced { get; init; }

    /// <summary>Who is told the result, beside whoever waits.</summary>
    public KeyAccount? Owner { get; init; }

    /// <summary>Where the accounts stand in the batch.</summary>
    public int[] Indexes { get; }

    /// <summary>What was granted: the cost or 0; of a lease anything from 0.</summary>
    public long Granted { get; set; }

    /// <summary>Which accounts it was too much for, a bit for each.</summary>
    public int Refusals { get; set; }

    public ref QuotaStandings Standings => ref _standings;

    public bool IsWaitedFor => _told is not null;

    /// <summary>Whether the ledger decided; <see langword="false"/> when it does not answer.</summary>
    public Task<bool> Task => _told!.Task;

    /// <summary>What is lost if it never gets to the ledger: what somebody was told is admitted, or was used.</summary>
    public long Unwritten
    {
        get
        {
            lock (Indexes)
                return Kind is LedgerEntryKind.Charge or LedgerEntryKind.Return || _isAdmitted == true ? Math.Abs(Amount) : 0;
        }
    }

    public void Tell(bool isDecided) => _told?.TrySetResult(isDecided);

    /// <summary>Somebody was told an answer that is not the ledger's.</summary>
    /// <param name="isAdmitted">What was told.</param>
    /// <param name="difference">What the ledger has to be told, when that is known now.</param>
    /// <returns>Whether it is.</returns>
    public bool Abandon(bool isAdmitted, out long difference)
    {
        lock (Indexes)
        {
            _isAdmitted = isAdmitted;
            return TryReconcile(out difference, out _);
        }
    }

    /// <summary>The ledger has decided, or never will because the entry was not sent.</summary>
    /// <param name="difference">What the ledger has to be told, when somebody was told something else.</param>
    /// <param name="wasAdmitted">Whether that was that it is admitted.</param>
    /// <returns>Whether there was somebody.</returns>
    public bool Commit(out long difference, out bool wasAdmitted)
    {
        lock (Indexes)
        {
            _isCommitted = true;
            return TryReconcile(out difference, out wasAdmitted);
        }
    }

    private bool TryReconcile(out long difference, out bool isAdmitted)
    {
        (difference, isAdmitted) = (0, _isAdmitted == true);
        if (!_isCommitted || _isAdmitted is null)
            return false;
        difference = (isAdmitted ? Amount : 0) - Granted;
        _isAdmitted = null;
        return true;
    }
}
