using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>
/// Replaces values that former keys have sealed by values of the newest, wherever it was told that they lie, while the program reads and writes; and proves when nothing names a former key any more,
/// so that <see cref="Keyring.RetireAsync"/> can delete it.
/// </summary>
/// <remarks>
/// Can be stopped and called again at any time, by as many instances as there are: what a former key has sealed is what is left to do. Several at once do no harm and some work twice. Thread-safe.
/// </remarks>
public sealed class Reencryptor
{
    /// <summary>Each pass sees what others wrote during the one before; what is left after so many is told.</summary>
    private const int MostPasses = 8;

    private const int MostAttempts = 5;

    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(200);

    private readonly Keyring _keyring;
    private readonly IReadOnlyList<IReencryptionTarget> _targets;
    private readonly ReencryptionSettings _settings;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <summary>Makes one.</summary>
    /// <param name="keyring">Whose keys.</param>
    /// <param name="targets">Every place where values of these keys lie, blind indexes included. One that is left out is not counted, and loses its values when the key is retired.</param>
    /// <param name="settings">How, or <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Where runs are told, or <see langword="null"/> for nowhere.</param>
    /// <exception cref="ArgumentException">Two targets have one name, or the settings make no sense.</exception>
    public Reencryptor(Keyring keyring, IEnumerable<IReencryptionTarget> targets, ReencryptionSettings? settings = null, ILogger<Reencryptor>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        ArgumentNullException.ThrowIfNull(targets);
        _keyring = keyring;
        _targets = [.. targets];
        _settings = settings ?? new ReencryptionSettings();
        _settings.Validate();
        _logger = logger ?? NullLogger<Reencryptor>.Instance;
        _time = keyring.TimeProvider;
        if (_targets.GroupBy(static target => target.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two targets are named {twice.Key}. A proof has to say which of them was counted.", nameof(targets));
    }

    /// <summary>The names of all targets.</summary>
    public IReadOnlyList<string> Targets => [.. _targets.Select(static target => target.Name)];

    /// <summary>Re-encrypts what the former keys of a scope have sealed, as far as it goes now.</summary>
    /// <param name="scope">What the keys are for: a purpose, a subject, or that of a blind index.</param>
    /// <param name="cancellationToken">Stops between two pages, or within one, which is then as it was.</param>
    /// <returns>What was done and what is left.</returns>
    /// <exception cref="ArgumentException">The scope is a tenant's, which seals nothing: its keys are wrapped anew by <see cref="Keyring.RewrapAsync"/>.</exception>
    /// <exception cref="KeyUnavailableException">The scope has no keys, they were destroyed, or what is stored is not genuine.</exception>
    public async Task<ReencryptionReport> RunAsync(KeyScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var stored = await _keyring.ReadStoredAsync(scope, cancellationToken).ConfigureAwait(false);
        return stored.Count == 1
            ? new ReencryptionReport { Scopes = [scope] }
            : await RunAsync(new ReencryptionBatch(scope.Tenant, [new FormerKeysOf(scope, stored)]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Re-encrypts all that has former keys and lies in a target. Many scopes of a tenant are searched at once, so that keys for each subject cost no search each.</summary>
    /// <param name="tenant">Only of this tenant, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops between two pages, or within one, which is then as it was.</param>
    /// <returns>A report for each batch of scopes, as it is done.</returns>
    public async IAsyncEnumerable<ReencryptionReport> RunAllAsync(string? tenant = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var batch in FindBatchesAsync(tenant, static _ => true, cancellationToken).ConfigureAwait(false))
            yield return await RunAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The scopes that have former keys, of one tenant or of all, whether a target may hold them or not.</summary>
    /// <param name="tenant">The tenant, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The scopes.</returns>
    public async IAsyncEnumerable<KeyScope> FindWorkAsync(string? tenant = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var keys in _keyring.ListFormerKeysAsync(tenant, cancellationToken).ConfigureAwait(false))
            yield return keys.Scope;
    }

    internal IAsyncEnumerable<ReencryptionBatch> FindBatchesAsync(string? tenant, Func<FormerKeysOf, bool> isWanted, CancellationToken cancellationToken) =>
        ReencryptionBatches.OfAsync(_keyring.ListFormerKeysAsync(tenant, cancellationToken), keys => IsKept(keys.Scope) && isWanted(keys), cancellationToken);

    internal async Task<ReencryptionReport> RunAsync(ReencryptionBatch batch, CancellationToken cancellationToken)
    {
        var (replaced, changed) = (0L, 0L);
        for (var pass = 1; ; pass++)
        {
            var done = await PassAsync(batch, cancellationToken).ConfigureAwait(false);
            (replaced, changed) = (replaced + done.Replaced, changed + done.Changed);

            // The clock first: only what is counted after this moment is a proof of it.
            var countedAt = _time.GetUtcNow();
            var (counts, named) = await CountAsync(batch, cancellationToken).ConfigureAwait(false);
            if (counts.Any(static count => count.Left > 0) && done.Replaced > 0 && pass < MostPasses)
                continue;
            var (proof, provableFrom) = Prove(batch, named, countedAt);
            var report = new ReencryptionReport
            {
                Scopes = [.. batch.Scopes.Select(static scope => scope.Scope)],
                Replaced = replaced,
                Changed = changed,
                Refused = done.Refused,
                Unreadable = done.Unreadable,
                Counts = counts,
                Proof = proof,
                ProvableFrom = provableFrom,
            };
            if (replaced == 0 && report.Left == 0)
                Log.NothingToReencrypt(_logger, batch.ToString());
            else
                Log.Reencrypted(_logger, batch.ToString(), replaced, report.Left, done.Unreadable, done.Refused);
            return report;
        }
    }

    private bool IsKept(KeyScope scope)
    {
        try
        {
            return MayHold(scope);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A tenant whose place cannot be reached. Told when it is searched, and the others are not kept waiting.
            return true;
        }
    }

    private bool MayHold(KeyScope scope) => _targets.Any(target => target.MayHold(scope));

    /// <summary>Once through all targets. One that fails does not keep the others waiting, but nothing is counted then.</summary>
    private async Task<(long Replaced, long Changed, long Refused, long Unreadable)> PassAsync(ReencryptionBatch batch, CancellationToken cancellationToken)
    {
        var (replaced, changed, refused, unreadable) = (0L, 0L, 0L, 0L);
        var failures = new List<Exception>();
        foreach (var target in _targets)
        {
            try
            {
                await PassAsync(target, batch, Tally, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }
        if (failures is [var only])
            ExceptionDispatchInfo.Throw(only);
        return failures.Count == 0 ? (replaced, changed, refused, unreadable) : throw new AggregateException(failures);

        void Tally(ReencryptedPage page) =>
            (replaced, changed, refused, unreadable) = (replaced + page.Replaced, changed + page.Changed, refused + page.Refused, unreadable + page.Unreadable);
    }

    private async Task PassAsync(IReencryptionTarget target, ReencryptionBatch batch, Action<ReencryptedPage> tally, CancellationToken cancellationToken)
    {
        for (ReencryptionPosition? after = null; ;)
        {
            var started = _time.GetTimestamp();
            var page = await WithKeysAsync(batch, keys => target.ReencryptAsync(keys, after, _settings.PageSize, cancellationToken), cancellationToken).ConfigureAwait(false);
            tally(page);
            _keyring.CountReencrypted(page);
            if (page.Next is null)
                return;
            after = page.Next;
            var rest = Pace.RestAfter(page.Met, _time.GetElapsedTime(started), _settings.ValuesPerSecond);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(List<ReencryptionCount> Counts, HashSet<KeyId> Named)> CountAsync(ReencryptionBatch batch, CancellationToken cancellationToken)
    {
        var counts = new List<ReencryptionCount>();
        var named = new HashSet<KeyId>();
        foreach (var target in _targets)
        {
            var left = await WithKeysAsync(batch, keys => target.CountAsync(keys, cancellationToken), cancellationToken).ConfigureAwait(false);
            counts.Add(new ReencryptionCount(target.Name, left.Values.Sum()));
            named.UnionWith(left.Where(static each => each.Value > 0).Select(static each => each.Key));
        }
        return (counts, named);
    }

    private (ReencryptionProof? Proof, DateTimeOffset? ProvableFrom) Prove(ReencryptionBatch batch, HashSet<KeyId> named, DateTimeOffset countedAt)
    {
        var proven = new List<(KeyScope, KeyId)>();
        DateTimeOffset? next = null;
        foreach (var (scope, stored) in batch.Scopes)
        {
            var (unusable, from) = FormerKeys.At(countedAt, stored, _keyring.Settings, _settings.Grace);
            next = from < next ? from : next ?? from;
            if (MayHold(scope))
                proven.AddRange(unusable.Where(id => !named.Contains(id)).Select(id => (scope, id)));
        }
        return (proven.Count == 0 ? null : new ReencryptionProof(proven, Targets, countedAt), next);
    }

    private async Task<T> WithKeysAsync<T>(ReencryptionBatch batch, Func<ReencryptionKeys, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var keys = new ReencryptionKeys(_keyring, batch);
            try
            {
                return await work(keys).ConfigureAwait(false);
            }
            catch (DbException exception) when (exception.IsTransient && attempt < MostAttempts)
            {
                // Two transactions that wait for each other, or a server that restarts: the page is as it was.
                await Task.Delay(FirstRest * (1 << attempt), _time, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException) when (attempt < MostAttempts)
            {
                // The page waited so long that the keys were confirmed no more. Another lease asks the store.
            }
            finally
            {
                keys.Release();
            }
        }
    }
}
