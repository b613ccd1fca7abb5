namespace Platform.Webhooks.Outbox.Stores;

/// <content>Receivers that come and go.</content>
public sealed partial class InMemoryOutboxStore : IEndpointStore
{
    private readonly SortedDictionary<string, EndpointRow> _endpoints = new(StringComparer.Ordinal);
    private long _lastRevision;

    /// <inheritdoc/>
    public async ValueTask<bool> AddEndpointAsync(EndpointUpdate update, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        lock (_lock)
        {
            if (_endpoints.Values.Count(row => !row.IsDeleted && row.Tenant == update.Row.Tenant) >= most)
                return false;
            Put(update);
        }
        await PublishAsync(update.Told, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceEndpointAsync(EndpointUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        lock (_lock)
        {
            if (!_endpoints.TryGetValue(update.Row.Id, out var before) || before.IsDeleted || before.Version != update.Row.Version - 1)
                return false;
            Put(update);
        }
        await PublishAsync(update.Told, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<EndpointRow?> FindEndpointAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(_endpoints.TryGetValue(id, out var row) && !row.IsDeleted ? Seen(row) : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointRow>> ListEndpointsAsync(string? tenant, string? after, int most,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _endpoints.Values
                .Where(row => !row.IsDeleted && row.Tenant == tenant && (after is null || string.CompareOrdinal(row.Id, after) > 0))
                .Take(most).Select(Seen)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointRow>> ReadChangedEndpointsAsync(long after, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new([.. _endpoints.Values.Where(row => row.Revision > after).OrderBy(static row => row.Revision).Take(most)
                .Select(Seen)]);
    }

    /// <inheritdoc/>
    public ValueTask TrimEndpointsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var id in _endpoints.Values.Where(row => row.IsDeleted && row.ChangedAt < before).Select(static row => row.Id)
                .ToList())
                _endpoints.Remove(id);
        }
        return default;
    }

    /// <inheritdoc/>
    /// <remarks>A lane in memory is closed with all that is in it.</remarks>
    public ValueTask<bool> PurgeAsync(int most, CancellationToken cancellationToken) => new(false);

    private void Put(EndpointUpdate update)
    {
        _endpoints[update.Row.Id] = update.Row with { Revision = ++_lastRevision, IsLaneDisabled = false, IsLaneBarred = false };
        if (update.Row.IsDeleted)
            _attempts.Remove(update.Row.Id);
        if (update.Lane is { } definition)
            Open(definition);
        if (update.Step == LaneStep.Close)
            Close(update.Row.Id);
        else if (update.Step != LaneStep.None && _lanes.TryGetValue(update.Row.Id, out var lane))
            lane.Condition = Free with { IsDisabled = update.Step == LaneStep.Disable || lane.IsBarred };
    }

    private EndpointRow Seen(EndpointRow row) => _lanes.TryGetValue(row.Id, out var lane)
        ? row with { IsLaneDisabled = lane.Condition.IsDisabled, IsLaneBarred = lane.IsBarred } : row;
}
