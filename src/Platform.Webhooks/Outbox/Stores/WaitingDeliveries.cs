namespace Platform.Webhooks.Outbox.Stores;

/// <summary>
/// What waits in a lane of the store in memory: by place, by when it is due, and by key, so that the next is found without looking at all. Not thread-safe.
/// </summary>
internal sealed class WaitingDeliveries
{
    private readonly Dictionary<long, WaitingDelivery> _byPlace = [];
    private readonly SortedSet<long> _places = [];
    private readonly SortedSet<(DateTimeOffset DueAt, long Place)> _due = [];
    private readonly Dictionary<string, SortedSet<long>> _keys = new(StringComparer.Ordinal);

    public int Count => _byPlace.Count;

    /// <summary>In order.</summary>
    public IEnumerable<long> Places => _places;

    public bool Contains(long place) => _byPlace.ContainsKey(place);

    public WaitingDelivery? Find(long place) => _byPlace.TryGetValue(place, out var found) ? found : null;

    /// <summary>When an event of a key gets its turn at the earliest: behind one that is due later it is due with it.</summary>
    public DateTimeOffset TurnOf(string? orderKey, DateTimeOffset now) =>
        orderKey is not null && _keys.TryGetValue(orderKey, out var before) && _byPlace[before.Min].DueAt is var due && due > now ? due : now;

    /// <summary>Adds what does not wait yet.</summary>
    public void TryAdd(long place, string? orderKey, DateTimeOffset dueAt)
    {
        if (!_byPlace.TryAdd(place, new WaitingDelivery(place, orderKey, dueAt, 0)))
            return;
        _places.Add(place);
        _due.Add((dueAt, place));
        if (orderKey is null)
            return;
        if (!_keys.TryGetValue(orderKey, out var places))
            _keys.Add(orderKey, places = []);
        places.Add(place);
    }

    public void Remove(WaitingDelivery delivery)
    {
        _byPlace.Remove(delivery.Place);
        _places.Remove(delivery.Place);
        _due.Remove((delivery.DueAt, delivery.Place));
        if (delivery.OrderKey is { } key && _keys[key].Remove(delivery.Place) && _keys[key].Count == 0)
            _keys.Remove(key);
    }

    /// <summary>Those that wait behind it are due with it, so that nobody looks through them until then.</summary>
    public void Postpone(WaitingDelivery delivery, DateTimeOffset dueAt, bool counts)
    {
        Move(delivery with { Failures = delivery.Failures + (counts ? 1 : 0) }, dueAt);
        if (delivery.OrderKey is not { } key)
            return;
        foreach (var place in _keys[key])
        {
            if (place > delivery.Place && _byPlace[place] is var follower && follower.DueAt < dueAt)
                Move(follower, dueAt);
        }
    }

    private void Move(WaitingDelivery delivery, DateTimeOffset dueAt)
    {
        _due.Remove((_byPlace[delivery.Place].DueAt, delivery.Place));
        _due.Add((dueAt, delivery.Place));
        _byPlace[delivery.Place] = delivery with { DueAt = dueAt };
    }

    /// <summary>What may be delivered when it is due: all without an order key, and of each key the earliest. In the order in which they are due.</summary>
    public IEnumerable<WaitingDelivery> Heads()
    {
        foreach (var (_, place) in _due)
        {
            var delivery = _byPlace[place];
            if (delivery.OrderKey is not { } key || _keys[key].Min == place)
                yield return delivery;
        }
    }

    /// <summary>When the next gets due after a time, whether it may be delivered then or not.</summary>
    public DateTimeOffset? NextDueAfter(DateTimeOffset now)
    {
        var later = (now, long.MaxValue);
        return _due.Count == 0 || _due.Comparer.Compare(_due.Max, later) <= 0 ? null : _due.GetViewBetween(later, _due.Max).Min.DueAt;
    }
}

/// <summary>A delivery that waits.</summary>
/// <param name="Place">The place of its event.</param>
/// <param name="OrderKey">What it is about.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="Failures">How often it has failed.</param>
internal readonly record struct WaitingDelivery(long Place, string? OrderKey, DateTimeOffset DueAt, int Failures);
