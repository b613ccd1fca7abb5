using System.Data.Common;
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
        IReadOnlyList<KeyId> former = [.. stored.SkipLast(1).Select(static key => key.Id)];
        if (former.Count == 0)
            return new ReencryptionReport(scope, 0, 0, 0, [], Proof: null, ProvableFrom: null);
        var targets = _targets.Where(target => target.MayHold(scope)).ToList();
        var (replaced, changed, unreadable) = (0L, 0L, 0L);
        IReadOnlyList<ReencryptionCount> counts;
        for (var pass = 1; ; pass++)
        {
            var before = replaced;
            unreadable = 0;
            foreach (var target in targets)
            {
                var done = await PassAsync(target, scope, stored, former, cancellationToken).ConfigureAwait(false);
                (replaced, changed, unreadable) = (replaced + done.Replaced, changed + done.Changed, unreadable + done.Unreadable);
            }
            counts = await CountAsync(targets, scope, stored, former, cancellationToken).ConfigureAwait(false);
            var left = counts.Sum(static count => count.Left);
            if (left == 0 || replaced == before || pass == MostPasses)
                break;
        }
        var (proof, provableFrom) = await ProveAsync(targets, scope, stored, counts, cancellationToken).ConfigureAwait(false);
        var report = new ReencryptionReport(scope, replaced, changed, unreadable, counts, proof, provableFrom);
        Log.Reencrypted(_logger, scope.ToString(), replaced, report.Left, unreadable);
        return report;
    }

    /// <summary>The scopes that have former keys, of one tenant or of all.</summary>
    /// <param name="tenant">The tenant, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The scopes.</returns>
    public IAsyncEnumerable<KeyScope> FindWorkAsync(string? tenant = null, CancellationToken cancellationToken = default) => _keyring.ListScopesWithFormerKeysAsync(tenant, cancellationToken);

    private async Task<(long Replaced, long Changed, long Unreadable)> PassAsync(
        IReencryptionTarget target, KeyScope scope, IReadOnlyList<StoredKey> stored, IReadOnlyList<KeyId> former, CancellationToken cancellationToken)
    {
        var (replaced, changed, unreadable) = (0L, 0L, 0L);
        for (object? after = null; ;)
        {
            var started = _time.GetTimestamp();
            var page = await WithKeysAsync(scope, stored, former, keys => target.ReencryptAsync(keys, after, _settings.PageSize, cancellationToken), cancellationToken).ConfigureAwait(false);
            (replaced, changed, unreadable) = (replaced + page.Replaced, changed + page.Changed, unreadable + page.Unreadable);
            _keyring.CountReencrypted(page);
            if (page.Last is null)
                return (replaced, changed, unreadable);
            after = page.Last;
            var rest = Pace.RestAfter(page.Replaced + page.Changed + page.Unreadable, _time.GetElapsedTime(started), _settings.ValuesPerSecond);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<ReencryptionCount>> CountAsync(
        List<IReencryptionTarget> targets, KeyScope scope, IReadOnlyList<StoredKey> stored, IReadOnlyList<KeyId> former, CancellationToken cancellationToken)
    {
        var counts = new List<ReencryptionCount>();
        foreach (var target in targets)
        {
            var left = await WithKeysAsync(scope, stored, former, keys => target.CountAsync(keys, cancellationToken), cancellationToken).ConfigureAwait(false);
            counts.Add(new ReencryptionCount(target.Name, left));
        }
        return counts;
    }

    private async Task<(ReencryptionProof? Proof, DateTimeOffset? ProvableFrom)> ProveAsync(
        List<IReencryptionTarget> targets, KeyScope scope, IReadOnlyList<StoredKey> stored, IReadOnlyList<ReencryptionCount> counts, CancellationToken cancellationToken)
    {
        // The clock first: only what is counted after this moment is a proof of it.
        var now = _time.GetUtcNow();
        var (unusable, next) = FormerKeys.At(now, stored, _keyring.Settings, _settings.Grace);
        if (unusable.Count == 0 || targets.Count == 0)
            return (null, next);
        if (counts.Any(static count => count.Left > 0) && unusable.Count == stored.Count - 1)
            return (null, next);
        var left = await CountAsync(targets, scope, stored, unusable, cancellationToken).ConfigureAwait(false);
        return (left.All(static count => count.Left == 0) ? new ReencryptionProof(scope, unusable, [.. left.Select(static count => count.Target)], now) : null, next);
    }

    private async Task<T> WithKeysAsync<T>(
        KeyScope scope, IReadOnlyList<StoredKey> stored, IReadOnlyList<KeyId> former, Func<ReencryptionKeys, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var lease = await _keyring.LeaseWithAsync(scope, stored[^1], cancellationToken).ConfigureAwait(false);
            try
            {
                return await work(new ReencryptionKeys(_keyring, lease, scope, former)).ConfigureAwait(false);
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
        }
    }
}
