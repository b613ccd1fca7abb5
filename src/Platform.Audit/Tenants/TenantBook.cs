using System.Collections.Concurrent;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>
/// What the log of the host says of each tenant, read from all of its records: an index that somebody empties hides no tenant. The tree
/// over what was read
/// says whether it is what was stored. Reading goes on from where it was, so that it costs what is new.
/// </summary>
internal sealed class TenantBook(AuditLog log, IAuditStore store, TenantNames names) : IDisposable
{
    private readonly ConcurrentDictionary<string, AuditTenantStatement> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _removed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1);
    private TreeFrontier? _tree;

    /// <summary>What was read, as far as the tree goes, and not yet compared with a root: nobody sees it before.</summary>
    private News _news = new();
    private bool _isNamedOtherwise;

    /// <summary>The last statement of each tenant.</summary>
    public IEnumerable<AuditTenantStatement> Last => _last.Values;

    public AuditTenantStatement? Find(string id) => _last.TryGetValue(id, out var statement) ? statement : null;

    /// <summary>The record that says that the log of a tenant was removed.</summary>
    public long? FindRemoval(string id) => _removed.TryGetValue(id, out var index) ? index : null;

    /// <summary>The tenants whose removal is said only before a place.</summary>
    public IReadOnlyList<string> RemovedBefore(long before) =>
        [.. _removed.Where(removed => removed.Value < before).Select(static removed => removed.Key)];

    /// <summary>Reads what has come since.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="AuditIntegrityException">The records are not those that were stored, or tenants were named with another
    /// key.</exception>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
            // Of records before that only hashes are left.
            if (_tree is null || _tree.Size < state.KeptFrom)
            {
                _tree = (await RightEdge.LoadAsync(store, state.KeptFrom, state.Size, cancellationToken).ConfigureAwait(false)).ToFrontier(
                    state.KeptFrom);
                _news = new News();
            }
            await ReadAsync(_tree, state, cancellationToken).ConfigureAwait(false);
            if (_tree.Size != state.Size || _tree.Root != state.Root)
            {
                // Nothing that was read is to be believed.
                (_tree, _news) = (null, new News());
                _last.Clear();
                _removed.Clear();
                throw new AuditIntegrityException(
                    "The records of the audit log of the host are not those whose root was stored, so nobody knows what it says of its tenants. Verify the log: it names the record.");
            }
            Publish();
        }
        catch (TileException exception)
        {
            throw new AuditIntegrityException(
                $"The audit log of the host is damaged, so nobody knows what it says of its tenants: {exception.Message}", exception);
        }
        finally
        {
            _reading.Release();
        }
        if (Volatile.Read(ref _isNamedOtherwise))
        {
            throw new AuditIntegrityException(
                "The tenants of this audit log were named with another key: with this one each of them would have a log that is new. Bring the key back.");
        }
    }

    /// <summary>What this process has added itself needs not to be read.</summary>
    public void Observe(AuditTenantStatement statement) =>
        _last.AddOrUpdate(statement.Id, statement, (_, before) => IsNewer(statement, before) ? statement : before);

    public void Dispose() => _reading.Dispose();

    private async ValueTask ReadAsync(TreeFrontier tree, AuditStoreState state, CancellationToken cancellationToken)
    {
        var reader = new TileReader(store, state.Size);
        while (tree.Size < state.Size)
        {
            var (bundle, at) = Math.DivRem(tree.Size, TileAddress.FullWidth);
            foreach (var record in (await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false)).Skip((int)at))
            {
                Take(record.Span, tree.Size);
                tree.Append(TreeHasher.HashLeaf(record.Span));
            }
        }
    }

    private void Take(ReadOnlySpan<byte> record, long index)
    {
        if (TenantTree.TryRead(record, index, log.Keys.Policy, out var statement, out var naming))
        {
            _news.IsNamedOtherwise |= !naming.Span.SequenceEqual(names.Check);
            if (!_news.Statements.TryGetValue(statement.Id, out var before) || IsNewer(statement, before))
                _news.Statements[statement.Id] = statement;
        }
        else if (TenantRemoved.Read(record, log.Keys.Policy) is { } removed)
        {
            // The same again stands later, as with statements.
            _news.Removed[removed] = index;
        }
    }

    private void Publish()
    {
        if (_news.IsNamedOtherwise)
            Volatile.Write(ref _isNamedOtherwise, true);
        foreach (var statement in _news.Statements.Values)
            Observe(statement);
        foreach (var (id, index) in _news.Removed)
            _removed[id] = index;
        _news = new News();
    }

    /// <summary>The same again stands later: that one is kept longer.</summary>
    private static bool IsNewer(AuditTenantStatement statement, AuditTenantStatement before) =>
        statement.Size > before.Size || (statement.Size == before.Size && statement.Index > before.Index);

    /// <summary>What was read, and not yet compared.</summary>
    private sealed class News
    {
        public Dictionary<string, AuditTenantStatement> Statements { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Removed { get; } = new(StringComparer.Ordinal);

        public bool IsNamedOtherwise { get; set; }
    }
}
