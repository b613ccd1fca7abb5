namespace Platform.Webhooks.Outbox.Stores;

/// <summary>Keeps an outbox in memory, for tests and for programs that may forget. It takes part in no transaction.</summary>
/// <remarks>Thread-safe. It passes the contract of the stores, by the plainest means: what they are compared with.</remarks>
public sealed partial class InMemoryOutboxStore : IOutboxStore
{
    private static readonly LaneCondition Free = new(DateTimeOffset.UnixEpoch, false, null);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, OutboxRecord> _events = [];
    private readonly Queue<long> _pending = [];
    private readonly SortedDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private long _lastPlace;
    private long _lastLane;
    private Action? _wake;

    /// <inheritdoc/>
    public string? InsertEvent => null;

    /// <inheritdoc/>
    public string? InsertInbox => null;

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask PublishAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        Action? wake;
        lock (_lock)
        {
            _events.Add(++_lastPlace, record);
            _pending.Enqueue(_lastPlace);
            wake = _wake;
        }
        wake?.Invoke();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask OpenLaneAsync(LaneDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        lock (_lock)
            Open(definition);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> CloseLaneAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(Close(name));
    }

    /// <inheritdoc/>
    public ValueTask<int> RouteAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var count = 0;
            for (; count < most && _pending.TryDequeue(out var place); count++)
            {
                var record = _events[place];
                foreach (var lane in _lanes.Values.Where(lane => lane.Wants(record)))
                    lane.Waiting.TryAdd(place, record.OrderKey, lane.Waiting.TurnOf(record.OrderKey, now));
            }
            return new(count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LaneLease>> ClaimAsync(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            List<LaneLease> claimed = [];
            foreach (var lane in Named(names).Where(lane => !lane.Condition.IsDisabled && lane.HeldUntil <= now && lane.Condition.HeldBackUntil <= now && IsAnyDue(lane, now)))
            {
                (lane.Fence, lane.HeldUntil) = (lane.Fence + 1, now + lease);
                claimed.Add(new LaneLease(lane.Number, lane.Definition.Name, lane.Fence, lane.Condition.Health));
            }
            return new(claimed);
        }
    }

    /// <inheritdoc/>
    public ValueTask<HeldLaneSet> RenewAsync(IReadOnlyCollection<LaneLease> leases, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        lock (_lock)
        {
            List<long> held = [];
            foreach (var lane in leases.Select(Held).OfType<Lane>().Where(static lane => !lane.Condition.IsDisabled))
            {
                lane.HeldUntil = now + lease;
                held.Add(lane.Number);
            }
            return new(new HeldLaneSet(held));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        lock (_lock)
        {
            foreach (var lane in leases.Select(Held).OfType<Lane>())
                (lane.HeldUntil, lane.Fence) = (DateTimeOffset.UnixEpoch, lane.Fence + 1);
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, IReadOnlyCollection<long> inHand, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inHand);
        lock (_lock)
        {
            if (Held(lease) is not { } lane)
                return new([]);
            if (lane.Condition.IsDisabled)
                return new([]);
            return new([.. lane.Waiting.Heads().TakeWhile(head => head.DueAt <= now).Where(head => !inHand.Contains(head.Place)).Take(most)
                .Select(head => Message(head.Place, head.Failures + 1))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<HeldLaneSet> CompleteAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(results);
        lock (_lock)
        {
            var held = new HashSet<long>();
            foreach (var result in results)
            {
                if (Held(result.Lease) is not { } lane)
                    continue;
                held.Add(lane.Number);
                if (lane.Waiting.Find(result.Place) is not { } delivery)
                    continue;
                if (result.Verdict is DeliveryVerdict.Retry or DeliveryVerdict.Later)
                    lane.Waiting.Postpone(delivery, result.DueAt, result.Verdict == DeliveryVerdict.Retry);
                else
                    lane.Waiting.Remove(delivery);
                if (result.Verdict == DeliveryVerdict.Dead)
                    lane.Dead[result.Place] = new DeadLetter(result.Place, _events[result.Place].MessageId, _events[result.Place].Type, delivery.Failures + 1, now, result.Reason ?? "");
            }
            return new(new HeldLaneSet(held));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> NoteAsync(LaneLease lease, LaneCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        lock (_lock)
        {
            if (Held(lease) is not { } lane)
                return new(false);
            lane.Condition = condition with { IsDisabled = condition.IsDisabled || lane.Condition.IsDisabled };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SwitchAsync(string name, bool isDisabled, CancellationToken cancellationToken)
    {
        Action? wake;
        lock (_lock)
        {
            if (!_lanes.TryGetValue(name, out var lane))
                return new(false);
            (lane.Condition, lane.IsBarred) = (Free with { IsDisabled = isDisabled }, isDisabled);
            wake = _wake;
        }
        wake?.Invoke();
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var waiting = Named(names).Where(lane => !lane.Condition.IsDisabled && lane.Waiting.Count > 0).ToList();
            return new(waiting is [] ? null : waiting.Min(lane => Later(lane.Condition.HeldBackUntil, Later(lane.Waiting.Heads().First().DueAt, lane.HeldUntil))));
        }
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueInLaneAsync(LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(Held(lease)?.Waiting.NextDueAfter(now));
    }

    /// <inheritdoc/>
    public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wake);
        lock (_lock)
            _wake += wake;
        // For what was published before.
        wake();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _wake -= wake;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LaneStanding>> MeasureAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _lanes.Values.Select(lane => new LaneStanding(
                lane.Definition.Name,
                lane.Waiting.Count,
                lane.Waiting.Count == 0 ? null : lane.Waiting.Places.Min(place => OutboxTime.Instant(_events[place].OccurredAt)),
                lane.Dead.Count,
                lane.Condition.IsDisabled))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadAsync(string lane, long after, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(_lanes.TryGetValue(lane, out var named) ? [.. named.Dead.Values.Where(letter => letter.Place > after).Take(most)] : []);
    }

    /// <inheritdoc/>
    public ValueTask<int> ReviveAsync(string lane, IReadOnlyCollection<long> places, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(places);
        var count = 0;
        Action? wake;
        lock (_lock)
        {
            foreach (var place in places)
            {
                if (!_lanes.TryGetValue(lane, out var named) || !named.Dead.Remove(place))
                    continue;
                named.Waiting.TryAdd(place, _events[place].OrderKey, now);
                count++;
            }
            wake = _wake;
        }
        if (count > 0)
            wake?.Invoke();
        return new(count);
    }

    /// <inheritdoc/>
    public ValueTask TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var needed = _lanes.Values.SelectMany(lane => lane.Waiting.Places.Concat(lane.Dead.Keys)).Concat(_pending).ToHashSet();
            foreach (var place in _events.Where(pair => OutboxTime.Instant(pair.Value.OccurredAt) < before && !needed.Contains(pair.Key)
                && !IsStillRedelivered(pair.Key, before)).Select(pair => pair.Key).ToList())
                _events.Remove(place);
            EndForgotten(before, now);
            _jobs.RemoveAll(job => job.Job.EndedAt < before);
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<(int GivenUp, int Forgotten)> ExpireAsync(DateTimeOffset publishedBefore, DateTimeOffset diedBefore, DateTimeOffset now, int most,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var forgotten = _lanes.Values.SelectMany(static lane => lane.Dead.Values.Select(letter => (lane, letter))).Where(each =>
                each.letter.DiedAt < diedBefore).Take(most).ToList();
            foreach (var (lane, letter) in forgotten)
                lane.Dead.Remove(letter.Place);
            var late = _lanes.Values.SelectMany(static lane => lane.Waiting.Places.Select(place => (lane, place)))
                .Where(each => OutboxTime.Instant(_events[each.place].OccurredAt) < publishedBefore).Take(most).ToList();
            foreach (var (lane, place) in late)
            {
                var delivery = lane.Waiting.Find(place)!.Value;
                lane.Waiting.Remove(delivery);
                lane.Dead[place] = new DeadLetter(place, _events[place].MessageId, _events[place].Type, delivery.Failures, now, IOutboxStore.WaitedTooLong);
            }
            return new((late.Count, forgotten.Count));
        }
    }

    /// <inheritdoc/>
    public ValueTask TrimInboxAsync(DateTimeOffset before, CancellationToken cancellationToken) => default;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Open(LaneDefinition definition)
    {
        if (_lanes.TryGetValue(definition.Name, out var lane))
            lane.Definition = definition;
        else
            _lanes.Add(definition.Name, new Lane(++_lastLane, definition));
    }

    private bool Close(string name)
    {
        _jobs.RemoveAll(job => job.Job.Consumer == name);
        return _lanes.Remove(name);
    }

    private IEnumerable<Lane> Named(IReadOnlyCollection<string> names) => _lanes.Values.Where(lane => names.Contains(lane.Definition.Name));

    private Lane? Held(LaneLease lease) => _lanes.TryGetValue(lease.Name, out var lane) && lane.Number == lease.Lane && lane.Fence == lease.Fence ? lane : null;

    private static bool IsAnyDue(Lane lane, DateTimeOffset now) => lane.Waiting.Heads().Select(static head => head.DueAt).FirstOrDefault(DateTimeOffset.MaxValue) <= now;

    private OutboxMessage Message(long place, int attempt)
    {
        var record = _events[place];
        return new OutboxMessage
        {
            Id = record.MessageId,
            Type = record.Type,
            Tenant = record.Tenant,
            OrderKey = record.OrderKey,
            ContentType = record.ContentType,
            OccurredAt = OutboxTime.Instant(record.OccurredAt),
            Body = record.Body,
            Attempt = attempt,
            Place = place,
            TraceParent = record.TraceParent,
        };
    }

    private sealed class Lane(long number, LaneDefinition definition)
    {
        public long Number { get; } = number;

        public LaneDefinition Definition { get; set; } = definition;

        public long Fence { get; set; }

        public LaneCondition Condition { get; set; } = Free;

        public bool IsBarred { get; set; }

        public DateTimeOffset HeldUntil { get; set; } = DateTimeOffset.UnixEpoch;

        public WaitingDeliveries Waiting { get; } = new();

        public SortedDictionary<long, DeadLetter> Dead { get; } = [];

        public bool Wants(OutboxRecord record) =>
            (Definition.Tenant is null || Definition.Tenant == record.Tenant)
            && (Definition.Channels is [] || (record.Channel is { } channel && Definition.Channels.Contains(channel)))
            && (Definition.Types.Contains(record.Type)
                || (Definition.Types.Contains(LaneDefinition.EveryType) && !record.Type.StartsWith(OutboxEvent.PlatformPrefix, StringComparison.Ordinal)));
    }
}
