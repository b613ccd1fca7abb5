using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// Makes consumers of the receivers in the store, and keeps them as these are. What it reads is behind the revision that it has read last,
/// unless there is doubt whether the store still has that one.
/// </summary>
internal sealed class EndpointSource(
    IEndpointStore store,
    EndpointRules rules,
    SecretOpener opener,
    AttemptRecorder recorder,
    Func<WebhookEndpoint, EndpointConsumer> create,
    TimeProvider time,
    ILogger logger) : ILaneSource
{
    private const int MostRead = 500;
    private const int MostPurged = 1_000;

    /// <summary>The key that opens the secrets may be back by then.</summary>
    private static readonly TimeSpan OpensAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Every process that lives has heard of it by then.</summary>
    private static readonly TimeSpan ForgetsAfter = TimeSpan.FromDays(7);

    private readonly Dictionary<string, EndpointConsumer> _consumers = new(StringComparer.Ordinal);

    /// <summary>Those that are to be worked for, as they were read last.</summary>
    private readonly Dictionary<string, EndpointRow> _rows = new(StringComparer.Ordinal);

    /// <summary>What is open stays open until it is another: a change of anything else needs no key service.</summary>
    private readonly Dictionary<string, OpenedSecrets> _opened = new(StringComparer.Ordinal);

    /// <summary>Those of which something changes by itself, and when: a secret ends, or is tried to be opened again.</summary>
    private readonly Dictionary<string, DateTimeOffset> _again = new(StringComparer.Ordinal);

    private readonly Signal _purge = new(time);

    /// <summary>What nobody was told yet: a reading may break off in the middle.</summary>
    private Dictionary<string, ILaneConsumer?> _changes = new(StringComparer.Ordinal);

    private long _revision;
    private int _isDoubted;

    public async ValueTask<LaneChanges> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        while (opener.TryTake(out var opened))
            Take(opened, now);
        foreach (var id in _again.Where(each => each.Value <= now).Select(static each => each.Key).ToList())
            Take(_rows[id], now, isAgain: true);
        await (Interlocked.Exchange(ref _isDoubted, 0) == 1 ? ReadAnewAsync(now, cancellationToken)
            : ReadBehindAsync(_revision, row => Take(row, now), cancellationToken)).ConfigureAwait(false);
        var changes = _changes;
        _changes = new(StringComparer.Ordinal);
        return new LaneChanges(changes, _again.Count == 0 ? null : _again.Values.Min());
    }

    public void Doubt() => Volatile.Write(ref _isDoubted, 1);

    public IEnumerable<Func<CancellationToken, Task>> Loops(Action wake) =>
        opener.Loops(wake).Append(recorder.RunAsync).Append(PurgeAsync);

    public async ValueTask TrimAsync(CancellationToken cancellationToken)
    {
        await store.TrimEndpointsAsync(time.GetUtcNow() - ForgetsAfter, cancellationToken).ConfigureAwait(false);
        await recorder.TrimAsync(cancellationToken).ConfigureAwait(false);
        _purge.Set();
        // Whoever looks through a pooler may not have noticed that another database answers.
        Doubt();
    }

    private async Task ReadBehindAsync(long revision, Action<EndpointRow> take, CancellationToken cancellationToken)
    {
        IReadOnlyList<EndpointRow> rows;
        do
        {
            rows = await store.ReadChangedEndpointsAsync(revision, MostRead, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                take(row);
                _revision = revision = row.Revision;
            }
        }
        while (rows.Count == MostRead);
    }

    /// <summary>Everything there is, and what is not there any more: receivers whose making the store has lost.</summary>
    private async Task ReadAnewAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            _revision = 0;
            await ReadBehindAsync(
                0,
                row =>
                {
                    seen.Add(row.Id);
                    if (!_rows.TryGetValue(row.Id, out var known) || !IsSame(row, known))
                        Take(row, now);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Doubt();
            throw;
        }
        foreach (var id in _rows.Keys.Where(id => !seen.Contains(id)).ToList())
            Forget(id);
    }

    private static bool IsSame(EndpointRow row, EndpointRow known) =>
        row with { Secrets = default, IsLaneDisabled = false, IsLaneBarred = false }
            == known with { Secrets = default, IsLaneDisabled = false, IsLaneBarred = false }
        && row.Secrets.Span.SequenceEqual(known.Secrets.Span);

    private void Take(EndpointRow row, DateTimeOffset now, bool isAgain = false)
    {
        if (row.IsDeleted)
            _purge.Set();
        if (row.IsDeleted || row.IsPaused || !row.IsConfirmed)
        {
            Forget(row.Id);
            return;
        }
        _rows[row.Id] = row;
        _again.Remove(row.Id);
        if (_opened.TryGetValue(row.Id, out var opened) && opened.Row.Secrets.Span.SequenceEqual(row.Secrets.Span))
        {
            Use(row, opened.Secrets, now);
            return;
        }
        opener.Ask(row, isAgain);
        GoOn(row, now);
    }

    private void Take(OpenedSecrets opened, DateTimeOffset now)
    {
        // By then it may be another, which is on its way, or none.
        if (!_rows.TryGetValue(opened.Row.Id, out var row) || !row.Secrets.Span.SequenceEqual(opened.Row.Secrets.Span))
            return;
        if (opened.Failure is { } failure)
        {
            Log.EndpointUnusable(logger, row.Id, row.Tenant, Attempt.ReasonOf(failure));
            // What cannot be opened by anybody is nothing to go on with; a service that is away may be back.
            if (failure is CryptographicException)
                Remove(row.Id);
            else
                GoOn(row, now);
            _again[row.Id] = now + OpensAgainAfter;
            return;
        }
        _opened[row.Id] = opened;
        Use(row, opened.Secrets, now);
    }

    /// <summary>
    /// Until the secrets are open those sign that were open before and are still among its keys, as after a rotation. Of those that were
    /// revoked none is, and what is published waits: whoever has them must not be able to sign for another moment.
    /// </summary>
    private void GoOn(EndpointRow row, DateTimeOffset now)
    {
        if (!_consumers.ContainsKey(row.Id))
            return;
        if (_opened.TryGetValue(row.Id, out var before))
            Use(row, before.Secrets, now, areOld: true);
        else
            Remove(row.Id);
    }

    private void Use(EndpointRow row, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now, bool areOld = false)
    {
        try
        {
            var document = EndpointDocument.Of(row);
            var signing = EndpointSecrets.Signing(document, secrets, now);
            if (areOld && signing is [])
            {
                Remove(row.Id);
                return;
            }
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
                _again[row.Id] = ends;
        }
        catch (Exception failure)
        {
            Fail(row, failure, now);
        }
    }

    /// <summary>One that cannot be used holds up no other. What is published for it waits.</summary>
    private void Fail(EndpointRow row, Exception failure, DateTimeOffset now)
    {
        Log.EndpointUnusable(logger, row.Id, row.Tenant, Attempt.ReasonOf(failure));
        _again[row.Id] = now + OpensAgainAfter;
        Remove(row.Id);
    }

    private void Forget(string id)
    {
        _rows.Remove(id);
        _again.Remove(id);
        _opened.Remove(id);
        Remove(id);
    }

    private void Remove(string id)
    {
        if (_consumers.Remove(id))
            _changes[id] = null;
    }

    /// <summary>What deleted receivers have left behind, while there is any.</summary>
    private async Task PurgeAsync(CancellationToken stopping)
    {
        await _purge.WaitAsync(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(false);
        try
        {
            // Others who write get their turn in between.
            var begun = time.GetTimestamp();
            while (await store.PurgeAsync(MostPurged, stopping).ConfigureAwait(false))
            {
                await Task.Delay(time.GetElapsedTime(begun), time, stopping).ConfigureAwait(false);
                begun = time.GetTimestamp();
            }
        }
        catch
        {
            _purge.Set();
            throw;
        }
    }
}
