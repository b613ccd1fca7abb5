using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.TopTalkers;
using Platform.Shared;

namespace Platform.RateLimiting.Quotas;

/// <summary>
/// The gate in front of the engine that decides on rate limits: asks the quotas of a policy too, all or nothing. What the engine took
/// is given back when a quota refuses, and what was taken from a lease when the engine does.
/// </summary>
internal sealed class QuotaGate(RateGateEngine engine, LedgerWriter writer, KeyAccounts accounts, TimeProvider time, Telemetry telemetry, TopTalkerSampler talkers) : IRateGate
{
    private readonly IRateGate _engine = engine.Gate;
    private readonly LocalRateGate? _local = engine.Gate as LocalRateGate;

    /// <summary>The engine, where it decides at once.</summary>
    public LocalRateGate? Local => _local;

    /// <inheritdoc />
    [HotPath]
    public ValueTask<RateLimitDecision> AcquireAsync(
        RateLimitPolicy policy, in RateLimitKey key, long cost = 1, string? tier = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        RequireKey(key);
        var snapshot = policy.Snapshot;
        if (!snapshot.HasQuotas || snapshot.IsListed(key))
            return EngineAcquireAsync(policy, key, cost, tier, cancellationToken);

        var plan = snapshot.PlanFor(key, tier).Quotas!;
        var now = time.GetUtcNow();
        var windows = plan.WindowsAt(now);
        var account = accounts.Get(policy, key);
        if (!plan.IsExact && account.TryTakeLeased(windows, cost, out var standings))
        {
            if (account.IsLeaseLow(plan.LeasePermits))
                account.Lease(windows, plan.LeasePermits, writer.Timestamp, now);
            if (_local is null)
                return AcquireLeasedAsync(policy, key, cost, tier, windows, account, standings, now, cancellationToken);
            _local.TryAcquireLimits(policy, key, out var decision, cost, tier);
            FinishLeased(ref decision, cost, windows, account, standings, now);
            return new(decision);
        }
        return AcquireExactAsync(policy, key, cost, tier, plan, windows, account, now, cancellationToken);
    }

    /// <summary>The same as <see cref="AcquireAsync"/> for a call that may yet be refused for another reason. A lease stays a lease: nothing more is asked of the ledger.</summary>
    internal async ValueTask<ReturnableDecision> AcquireReturnableAsync(RateLimitPolicy policy, RateLimitKey key, long cost, string? tier, CancellationToken cancellationToken)
    {
        RequireKey(key);
        var snapshot = policy.Snapshot;
        if (!snapshot.HasQuotas || snapshot.IsListed(key))
            return new ReturnableDecision(await EngineAcquireAsync(policy, key, cost, tier, cancellationToken).ConfigureAwait(false), taken: null);

        var plan = snapshot.PlanFor(key, tier).Quotas!;
        var now = time.GetUtcNow();
        var windows = plan.WindowsAt(now);
        var account = accounts.Get(policy, key);
        if (!plan.IsExact && account.TryTakeLeased(windows, cost, out var standings))
        {
            if (account.IsLeaseLow(plan.LeasePermits))
                account.Lease(windows, plan.LeasePermits, writer.Timestamp, now);
            var decision = await AcquireLeasedAsync(policy, key, cost, tier, windows, account, standings, now, cancellationToken).ConfigureAwait(false);
            return new ReturnableDecision(decision, decision.IsAdmitted ? new LeasedQuotas(account, account.AccountsFor(windows), windows, cost, time) : null);
        }
        var reservation = await ReserveExactAsync(policy, key, cost, tier, plan, windows, account, now, cancellationToken).ConfigureAwait(false);
        return new ReturnableDecision(reservation.Decision, reservation.Settlement as IQuotaReturn);
    }

    /// <inheritdoc />
    public ValueTask<RateLimitReservation> ReserveAsync(
        RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        RequireKey(key);
        var snapshot = policy.Snapshot;
        if (!snapshot.HasQuotas || snapshot.IsListed(key))
            return EngineReserveAsync(policy, key, cost, tier, cancellationToken);
        var plan = snapshot.PlanFor(key, tier).Quotas!;
        var now = time.GetUtcNow();
        return ReserveExactAsync(policy, key, cost, tier, plan, plan.WindowsAt(now), accounts.Get(policy, key), now, cancellationToken);
    }

    private async ValueTask<RateLimitDecision> AcquireLeasedAsync(
        RateLimitPolicy policy, RateLimitKey key, long cost, string? tier, QuotaWindows windows, KeyAccount account, QuotaStandings standings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RateLimitDecision decision;
        try
        {
            decision = await EngineAcquireAsync(policy, key, cost, tier, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            account.PutBack(windows, account.AccountsFor(windows), cost, now);
            throw;
        }
        FinishLeased(ref decision, cost, windows, account, standings, now);
        return decision;
    }

    private void FinishLeased(ref RateLimitDecision decision, long cost, QuotaWindows windows, KeyAccount account, in QuotaStandings standings, DateTimeOffset now)
    {
        if (decision.IsAdmitted)
        {
            decision.SetQuotas(windows, standings, refusals: 0, now.UtcTicks);
            Report(decision, QuotaSource.Lease);
            return;
        }
        account.PutBack(windows, account.AccountsFor(windows), cost, now);
        account.TryPeek(windows, out var back);
        decision.SetQuotas(windows, back, refusals: 0, now.UtcTicks);
    }

    private async ValueTask<RateLimitDecision> AcquireExactAsync(
        RateLimitPolicy policy, RateLimitKey key, long cost, string? tier, QuotaPlan plan, QuotaWindows windows, KeyAccount account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (cost > 0)
            return (await ReserveExactAsync(policy, key, cost, tier, plan, windows, account, now, cancellationToken).ConfigureAwait(false)).Decision;
        var decision = await EngineAcquireAsync(policy, key, cost, tier, cancellationToken).ConfigureAwait(false);
        // Not what it holds itself: the question is what is left for it.
        account.AccountsFor(windows);
        account.ReturnLease(now);
        var asked = await AskLedgerAsync(policy, cost, plan, windows, account, now, cancellationToken).ConfigureAwait(false);
        Finish(ref decision, policy.Snapshot, windows, asked, now, key);
        return decision;
    }

    private async ValueTask<RateLimitReservation> ReserveExactAsync(
        RateLimitPolicy policy, RateLimitKey key, long cost, string? tier, QuotaPlan plan, QuotaWindows windows, KeyAccount account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snapshot = policy.Snapshot;
        var ledgerAccounts = account.AccountsFor(windows);
        account.Touch(writer.Timestamp);
        RateLimitDecision decision;
        if (!snapshot.Shadow && account.TryRefuse(windows, cost, writer.Timestamp, out var standings, out var refusals))
        {
            RateLimitDecision.Write(out decision, snapshot.PlanFor(key, tier), 0, cost, RateLimitOutcome.Refused);
            decision.SetQuotas(windows, standings, refusals, now.UtcTicks, areLimitsAsked: false);
            Report(decision, QuotaSource.Memory);
            talkers.LookAtQuotas(decision, key, engine.Tags.TagOf(key));
            return new RateLimitReservation(decision, settlement: null);
        }

        var reservation = await EngineReserveAsync(policy, key, cost, tier, cancellationToken).ConfigureAwait(false);
        decision = reservation.Decision;
        if (!decision.IsAdmitted)
        {
            if (account.TryPeek(windows, out standings))
                decision.SetQuotas(windows, standings, refusals: 0, now.UtcTicks);
            return new RateLimitReservation(decision, settlement: null);
        }

        Asked asked;
        try
        {
            if (!plan.IsExact)
                account.ReturnLease(now);
            asked = await AskLedgerAsync(policy, cost, plan, windows, account, now, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            reservation.Settle(0);
            throw;
        }
        Finish(ref decision, snapshot, windows, asked, now, key);
        if (!decision.IsAdmitted)
        {
            await reservation.SettleAsync(0, CancellationToken.None).ConfigureAwait(false);
            decision.GiveBackLimits();
            return new RateLimitReservation(decision, settlement: null);
        }
        if (!plan.IsExact)
            account.Lease(windows, plan.LeasePermits, writer.Timestamp, now);
        return new RateLimitReservation(decision, new QuotaReservation(reservation, writer, account, ledgerAccounts, windows, cost, time));
    }

    private async ValueTask<Asked> AskLedgerAsync(
        RateLimitPolicy policy, long cost, QuotaPlan plan, QuotaWindows windows, KeyAccount account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isForced = policy.Snapshot.Shadow;
        var entry = new LedgerEntry(LedgerEntryKind.Take, account.AccountsFor(windows), cost, now, isWaitedFor: true) { IsForced = isForced, Owner = account };
        var isDecided = false;
        if (writer.TryEnqueue(entry))
        {
            try
            {
                isDecided = await entry.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The caller does not go on: what is taken for it comes back.
                account.Abandon(entry, isAdmitted: false);
                throw;
            }
        }
        else
        {
            account.Drop(entry);
        }
        if (isDecided)
            return new Asked(entry.Refusals == 0 || isForced, entry.Standings, entry.Refusals, QuotaSource.Ledger);
        var isAdmitted = account.DecideWithout(windows, entry, plan.WhenUnavailable == WhenLedgerUnavailable.Admit, isForced, out var standings, out var refusals);
        return new Asked(isAdmitted, standings, refusals, QuotaSource.Process);
    }

    private void Finish(ref RateLimitDecision decision, PolicySnapshot snapshot, QuotaWindows windows, in Asked asked, DateTimeOffset now, in RateLimitKey key)
    {
        var limited = decision.Outcome;
        decision.SetQuotas(windows, asked.Standings, asked.Refusals, now.UtcTicks, isLedgerMissing: !asked.IsAdmitted && asked.Refusals == 0);
        if (decision.IsAdmitted && !asked.IsAdmitted)
            decision.SetOutcome(RateLimitOutcome.Refused);
        else if (decision.Outcome == RateLimitOutcome.Admitted && asked.Refusals != 0 && snapshot.Shadow)
            decision.SetOutcome(RateLimitOutcome.Shadowed);
        if (decision.Outcome != limited)
            talkers.LookAgain(decision, engine.Tags.TagOf(key));
        Report(decision, asked.Source);
    }

    private void Report(in RateLimitDecision decision, QuotaSource source)
    {
        if (telemetry.AreQuotasWatched || decision.Outcome != RateLimitOutcome.Admitted)
            telemetry.ReportQuotas(decision, source);
    }

    private ValueTask<RateLimitDecision> EngineAcquireAsync(RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier, CancellationToken cancellationToken)
    {
        if (_local is null)
            return _engine.AcquireAsync(policy, key, cost, tier, cancellationToken);
        _local.TryAcquireLimits(policy, key, out var decision, cost, tier);
        return new(decision);
    }

    private ValueTask<RateLimitReservation> EngineReserveAsync(RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier, CancellationToken cancellationToken) =>
        _local is null ? _engine.ReserveAsync(policy, key, cost, tier, cancellationToken) : new(_local.ReserveLimits(policy, key, cost, tier));

    private static void RequireKey(in RateLimitKey key)
    {
        if (key.IsEmpty)
            throw new ArgumentException("The key is empty; whom should it be counted for?", nameof(key));
    }

    private readonly record struct Asked(bool IsAdmitted, QuotaStandings Standings, int Refusals, QuotaSource Source);
}
