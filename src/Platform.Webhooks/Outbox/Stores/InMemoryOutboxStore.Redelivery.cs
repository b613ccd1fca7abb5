using Platform.Webhooks.Outbox.Redelivery;

namespace Platform.Webhooks.Outbox.Stores;

/// <content>Jobs that deliver again.</content>
public sealed partial class InMemoryOutboxStore : IRedeliveryStore
{
    private readonly List<Redelivering> _jobs = [];
    private long _lastJob;
    private long _lastStepped;

    /// <inheritdoc/>
    public ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            if (!_lanes.TryGetValue(request.Consumer, out var lane))
                return new((RedeliveryEstimate?)null);
            var job = Redelivering.Of(0, request, now);
            var found = _events.Where(pair => Wants(lane, job, pair.Key, pair.Value)).Take(RedeliveryEstimate.MostCounted)
                .Select(static pair => OutboxTime.Instant(pair.Value.OccurredAt)).ToList();
            DateTimeOffset? keptSince = _events.Count == 0 ? null : OutboxTime.Instant(_events.Values.Min(static record => record.OccurredAt));
            return new(found is [] ? new RedeliveryEstimate(0, null, null, keptSince) : new RedeliveryEstimate(found.Count, found.Min(), found.Max(), keptSince));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Redelivering job;
        Action? wake;
        lock (_lock)
        {
            if (!_lanes.TryGetValue(request.Consumer, out var lane))
                return new((RedeliveryJob?)null);
            if (_jobs.Exists(other => other.Job.EndedAt is null && other.Job.Consumer == request.Consumer))
                throw RedeliveryLimitException.OfConsumer(request.Consumer);
            var running = _jobs.Where(static other => other.Job.EndedAt is null).Select(other => _lanes[other.Job.Consumer]).ToList();
            if (lane.Definition.Tenant is { } tenant
                && running.Count(other => other.Definition.Tenant == tenant) >= IRedeliveryStore.MostRunningOfTenant)
                throw RedeliveryLimitException.OfTenant(IRedeliveryStore.MostRunningOfTenant);
            if (running.Count(static other => !other.Condition.IsDisabled) >= IRedeliveryStore.MostRunning)
                throw RedeliveryLimitException.OfAll(IRedeliveryStore.MostRunning);
            _jobs.Add(job = Redelivering.Of(++_lastJob, request, now));
            var ofTime = _events.Where(pair => IsOfTime(job.Job, pair.Value)).Select(static pair => pair.Key).ToList();
            if (ofTime is [])
                job.Job = job.Job with { EndedAt = job.Job.StartedAt };
            else
                (job.Cursor, job.Last) = (ofTime[0] - 1, ofTime[^1]);
            wake = _wake;
        }
        wake?.Invoke();
        return new(job.Job);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CancelAsync(long id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_jobs.Find(job => job.Job.Id == id && job.Job.EndedAt is null) is not { } running)
                return new(false);
            running.Job = running.Job with { EndedAt = OutboxTime.Instant(OutboxTime.Microseconds(now)), IsCancelled = true };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return new([.. _jobs.Select(static job => job.Job).Reverse()]);
    }

    /// <inheritdoc/>
    public ValueTask<RedeliveryProgress> StepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var (turn, added) = (_jobs.Where(job => HasTurn(job, now)).ToList(), 0);
            if ((turn.Find(job => job.Job.Id > _lastStepped) ?? turn.FirstOrDefault()) is { } next)
            {
                _lastStepped = next.Job.Id;
                added = Step(next, now);
            }
            return new(new RedeliveryProgress(
                _jobs.Count(job => job.Job.EndedAt is null && !_lanes[job.Job.Consumer].Condition.IsDisabled), added, _jobs.Exists(job => HasTurn(job, now))));
        }
    }

    private bool HasTurn(Redelivering job, DateTimeOffset now) =>
        job.Job.EndedAt is null && _lanes[job.Job.Consumer] is { Condition: { IsDisabled: false } condition } lane
        && condition.HeldBackUntil <= now && lane.Waiting.Count < IRedeliveryStore.MostBeforeNew;

    private int Step(Redelivering job, DateTimeOffset now)
    {
        var lane = _lanes[job.Job.Consumer];
        var room = IRedeliveryStore.MostBeforeNew - lane.Waiting.Count;
        var places = job.Job.Scope == RedeliveryScope.DeadLetters ? lane.Dead.Keys : (IEnumerable<long>)_events.Keys;
        var scanned = places.Where(place => place > job.Cursor && place <= job.Last).Take(IRedeliveryStore.MostLookedAt).ToList();
        var chosen = scanned.Where(place => Wants(lane, job, place, _events[place])).Take(room).ToList();
        foreach (var place in chosen)
        {
            lane.Dead.Remove(place);
            lane.Waiting.TryAdd(place, _events[place].OrderKey, now);
        }
        if (chosen.Count == room)
            job.Cursor = chosen[^1];
        else if (scanned is not [])
            job.Cursor = scanned[^1];
        var isAll = chosen.Count < room && scanned.Count < IRedeliveryStore.MostLookedAt;
        job.Job = job.Job with { Added = job.Job.Added + chosen.Count, EndedAt = isAll ? OutboxTime.Instant(OutboxTime.Microseconds(now)) : null };
        return chosen.Count;
    }

    /// <summary>Whether a job still goes over what was published then. One that has not ended for as long as events are kept keeps them no longer.</summary>
    private bool IsStillRedelivered(long place, DateTimeOffset before) =>
        _jobs.Exists(job => job.Job.EndedAt is null && job.Job.StartedAt >= before && place > job.Cursor && place <= job.Last);

    private void EndForgotten(DateTimeOffset before, DateTimeOffset now)
    {
        foreach (var job in _jobs.Where(job =>
            job.Job is { EndedAt: null } begun && begun.StartedAt < before && _lanes[begun.Consumer].Condition.IsDisabled))
            job.Job = job.Job with { EndedAt = OutboxTime.Instant(OutboxTime.Microseconds(now)), IsCancelled = true };
    }

    private static bool IsOfTime(RedeliveryJob job, OutboxRecord record) =>
        OutboxTime.Instant(record.OccurredAt) >= job.From && OutboxTime.Instant(record.OccurredAt) < job.Until;

    private bool Wants(Lane lane, Redelivering job, long place, OutboxRecord record) =>
        IsOfTime(job.Job, record)
        && (job.Types is [] || job.Types.Contains(record.Type))
        && (job.Job.Scope == RedeliveryScope.DeadLetters ? lane.Dead.ContainsKey(place) : lane.Wants(record))
        && !lane.Waiting.Contains(place) && !_pending.Contains(place);

    private sealed class Redelivering
    {
        public required RedeliveryJob Job { get; set; }

        public required IReadOnlyList<string> Types { get; init; }

        public long Cursor { get; set; }

        public long Last { get; set; }

        public static Redelivering Of(long id, RedeliveryRequest request, DateTimeOffset now)
        {
            var (from, until) = (OutboxTime.Microseconds(request.From), OutboxTime.Microseconds(request.Until ?? now));
            var job = new RedeliveryJob(
                id, request.Consumer, request.Scope, OutboxTime.Instant(from), OutboxTime.Instant(until), 0, OutboxTime.Instant(OutboxTime.Microseconds(now)), null, false);
            return new Redelivering { Job = job, Types = request.Types };
        }
    }
}
