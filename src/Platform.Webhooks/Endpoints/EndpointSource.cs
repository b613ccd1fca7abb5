using Microsoft.Extensions.Logging;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Makes consumers of the receivers in the store, and keeps them as these are. What it reads is behind the revision that it has read last.
/// </summary>
internal sealed class EndpointSource(
    IEndpointStore store,
    EndpointRules rules,
    EndpointSecrets secrets,
    AttemptRecorder recorder,
    Func<WebhookEndpoint, EndpointConsumer> create,
    TimeProvider time,
    ILogger logger) : ILaneSource
{
    private const int MostRead = 500;

    /// <summary>The key that opens the secrets may be back by then.</summary>
    private static readonly TimeSpan OpensAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Every process that lives has heard of it by then.</summary>
    private static readonly TimeSpan ForgetsAfter = TimeSpan.FromDays(7);

    private readonly Dictionary<string, EndpointConsumer> _consumers = new(StringComparer.Ordinal);

    /// <summary>Those of which something changes by itself, and when: a secret ends, or is tried to be opened again.</summary>
    private readonly Dictionary<string, (EndpointRow Row, DateTimeOffset At)> _again = new(StringComparer.Ordinal);

    /// <summary>What nobody was told yet: a reading may break off in the middle.</summary>
    private Dictionary<string, ILaneConsumer?> _changes = new(StringComparer.Ordinal);

    private long _revision;

    public async ValueTask<LaneChanges> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (row, _) in _again.Values.Where(each => each.At <= now).ToList())
            await TakeAsync(row, now, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EndpointRow> rows;
        do
        {
            rows = await store.ReadChangedEndpointsAsync(_revision, MostRead, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                await TakeAsync(row, now, cancellationToken).ConfigureAwait(false);
                _revision = row.Revision;
            }
        }
        while (rows.Count == MostRead);
        var changes = _changes;
        _changes = new(StringComparer.Ordinal);
        return new LaneChanges(changes, _again.Count == 0 ? null : _again.Values.Min(static each => each.At));
    }

    public Task RunAsync(CancellationToken cancellationToken) => recorder.RunAsync(cancellationToken);

    public ValueTask TrimAsync(CancellationToken cancellationToken) =>
        store.TrimEndpointsAsync(time.GetUtcNow() - ForgetsAfter, cancellationToken);

    private async Task TakeAsync(EndpointRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _again.Remove(row.Id);
        if (row.IsDeleted || row.IsPaused || !row.IsConfirmed)
        {
            Remove(row.Id);
            return;
        }
        try
        {
            var document = EndpointDocument.Of(row);
            var signing = await secrets.SigningAsync(row, now, cancellationToken).ConfigureAwait(false);
            var endpoint = rules.Endpoint(row.Id, row.Tenant, document.Settings, signing);
            if (_consumers.TryGetValue(row.Id, out var consumer))
            {
                consumer.Change(endpoint);
            }
            else
            {
                _consumers.Add(row.Id, consumer = create(endpoint));
                _changes[row.Id] = consumer;
            }
            if (document.Keys.Where(key => key.Until > now).Select(static key => key.Until).Min() is { } ends)
                _again[row.Id] = (row, ends);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One whose secrets cannot be opened holds up no other. What is published for it waits.
            Log.EndpointUnusable(logger, row.Id, row.Tenant, Attempt.ReasonOf(failure));
            _again[row.Id] = (row, now + OpensAgainAfter);
            Remove(row.Id);
        }
    }

    private void Remove(string id)
    {
        if (_consumers.Remove(id))
            _changes[id] = null;
    }
}
