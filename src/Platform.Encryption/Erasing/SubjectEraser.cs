using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Platform.Encryption.Erasing;

/// <summary>Erases a person: destroys the keys of all purposes, empties blind indexes and caches, and gives a signed receipt of what is unreadable.</summary>
/// <remarks>
/// Keys go first, since that cannot be undone; everything after it can be repeated. If a call fails or the process dies, call again: it does what is left, and the receipt says the same. Thread-safe.
/// </remarks>
public sealed class SubjectEraser
{
    private readonly Keyring _keyring;
    private readonly IReadOnlyList<IErasurePlace> _places;
    private readonly IReceiptSigner _signer;
    private readonly ILogger _logger;

    /// <summary>Makes one.</summary>
    /// <param name="keyring">Whose keys.</param>
    /// <param name="places">Every place that has something of a subject.</param>
    /// <param name="signer">What signs receipts.</param>
    /// <param name="logger">Where erasures are told, without a name; or <see langword="null"/> for nowhere.</param>
    /// <exception cref="ArgumentException">There is no place, or two have one name.</exception>
    public SubjectEraser(Keyring keyring, IEnumerable<IErasurePlace> places, IReceiptSigner signer, ILogger<SubjectEraser>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(signer);
        (_keyring, _places, _signer, _logger) = (keyring, [.. places], signer, logger ?? NullLogger<SubjectEraser>.Instance);
        if (_places.Count == 0)
            throw new ArgumentException("Nothing is said of where values lie: a receipt could not say what is unreadable.", nameof(places));
        if (_places.GroupBy(static place => place.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two places are named {twice.Key}. A receipt has to say which is which.", nameof(places));
    }

    /// <summary>Erases a subject, for good.</summary>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="subject">Who: the subject of <see cref="KeyScope.ForSubject"/>. It need not have had a key; then it never gets one.</param>
    /// <param name="cancellationToken">Stops waiting; what was destroyed until then is. Ask again.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    /// <exception cref="InvalidOperationException">The subject has a key of a purpose that no place tells of. Nothing was destroyed: name the place, <see cref="UncountedPlace"/> where it cannot be counted.</exception>
    public async Task<ErasureReceipt> EraseAsync(string tenant, string subject, CancellationToken cancellationToken = default)
    {
        var digest = ReceiptContent.DigestOf(tenant, subject);
        var purposes = _places.SelectMany(place => place.PurposesOf(tenant)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        await foreach (var scope in _keyring.ListScopesOfAsync(tenant, subject, cancellationToken).ConfigureAwait(false))
        {
            if (!purposes.Contains(scope.Purpose, StringComparer.Ordinal))
                throw new InvalidOperationException($"The subject has a key of {scope.Purpose}, and no place says that values of it are there. Nothing was erased: add the place, or an {nameof(UncountedPlace)}.");
        }
        if (purposes.Count == 0)
            throw new InvalidOperationException($"No place of {tenant} has values with keys of subjects: there is nothing that could be erased for one of them.");

        // Those that have no key too, so that none is made meanwhile or later.
        var shredded = new List<ShredReceipt>();
        foreach (var purpose in purposes)
            shredded.Add(await _keyring.ShredAsync(KeyScope.ForSubject(tenant, purpose, subject), cancellationToken).ConfigureAwait(false));
        var erased = new ErasedSubject(tenant, subject, [.. shredded.SelectMany(static each => each.KeyIds)]);
        var places = await EraseAsync(erased, cancellationToken).ConfigureAwait(false);
        var erasedAt = shredded.Max(static each => each.DestroyedAt);
        var content = new ReceiptContent(
            tenant, digest, purposes, erased.Keys,
            erasedAt, erasedAt + _keyring.Settings.LookUpTimeout + _keyring.Settings.UnusableAfter, shredded.Max(static each => each.BackupsExpireAt), places);
        var receipt = new ErasureReceipt(content, await CompactJws.SignAsync(content.Write(), _signer, cancellationToken).ConfigureAwait(false));
        Log.Erased(_logger, erased.ToString(), receipt.Keys.Count, places.Sum(static place => place.UnreadableValues ?? 0), receipt.BackupsExpireAt);
        return receipt;
    }

    /// <summary>One place that fails does not keep the others waiting, but there is no receipt then.</summary>
    private async Task<List<ErasedPlace>> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken)
    {
        var places = new List<ErasedPlace>();
        var failures = new List<Exception>();
        foreach (var place in _places)
        {
            try
            {
                places.Add(await place.EraseAsync(subject, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }
        if (failures is [var only])
            ExceptionDispatchInfo.Throw(only);
        return failures.Count == 0 ? places : throw new AggregateException(failures);
    }
}
