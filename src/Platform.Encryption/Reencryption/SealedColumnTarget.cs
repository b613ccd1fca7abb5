using System.Data.Common;
using Platform.Encryption.Erasing;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>A column of sealed values in SQLite or PostgreSQL, and its blind indexes.</summary>
/// <remarks>
/// On PostgreSQL counting is refused by a standby, and by row-level security that would hide rows from it: connect with a role that owns the table or has <c>BYPASSRLS</c>.
/// </remarks>
public sealed class SealedColumnTarget : IReencryptionTarget, IErasurePlace
{
    private readonly Func<string, CancellationToken, ValueTask<LentConnection>> _open;
    private readonly SealedColumn _column;
    private SealedColumnSql? _sql;

    /// <summary>Makes a target in a database that all tenants share.</summary>
    /// <param name="source">Where connections come from: the primary, and no replica. Not disposed with the target.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentException">There is no primary key.</exception>
    public SealedColumnTarget(DbDataSource source, SealedColumn column)
        : this(_ => source, column) =>
        ArgumentNullException.ThrowIfNull(source);

    /// <summary>Makes a target where each tenant has a database, or a role, of its own.</summary>
    /// <param name="sourceOf">Where connections of a tenant come from. Asked for each page; not disposed with the target.</param>
    /// <param name="column">The column, which is the same in all of them.</param>
    /// <exception cref="ArgumentException">There is no primary key.</exception>
    public SealedColumnTarget(Func<string, DbDataSource> sourceOf, SealedColumn column)
        : this((tenant, cancellationToken) => OpenAsync(sourceOf(tenant), cancellationToken), column) =>
        ArgumentNullException.ThrowIfNull(sourceOf);

    /// <summary>Makes a target that is reached in another way.</summary>
    /// <param name="open">Opens a connection to where the values of a tenant are.</param>
    /// <param name="column">The column.</param>
    /// <param name="name">What it is called, or <see langword="null"/> for the name of the column.</param>
    /// <exception cref="ArgumentException">There is no primary key.</exception>
    public SealedColumnTarget(Func<string, CancellationToken, ValueTask<LentConnection>> open, SealedColumn column, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(column);
        if (column.PrimaryKey.Count == 0)
            throw new ArgumentException($"{column.Name} has no primary key to read it by.", nameof(column));
        (_open, _column, Name) = (open, column, name ?? column.Name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool MayHold(KeyScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return _column.MayHold(scope);
    }

    /// <inheritdoc/>
    public async ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, ReencryptionPosition? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var parts = ColumnPart.Of(_column, keys);
        var (at, last) = after as Position ?? new Position(0, null);
        if (at >= parts.Count)
            return new ReencryptedPage();
        var lent = await _open(keys.Tenant, cancellationToken).ConfigureAwait(false);
        await using var lentScope = lent.ConfigureAwait(false);
        var sql = await SqlAsync(lent.Connection, cancellationToken).ConfigureAwait(false);
        var part = parts[at];
        var rows = await new SealedColumnReader(_column, sql).ReadAsync(lent.Connection, part, last, limit, cancellationToken).ConfigureAwait(false);
        var next = rows.Count == limit ? new Position(at, rows[^1].Key) : at + 1 < parts.Count ? new Position(at + 1, null) : null;
        if (rows.Count == 0)
            return new ReencryptedPage { Next = next };
        var replacements = part.Index is null
            ? await Resealing.OfAsync(_column, keys, rows, cancellationToken).ConfigureAwait(false)
            : await Reindexing.OfAsync(_column, part.Index, keys, rows, cancellationToken).ConfigureAwait(false);
        var (replaced, refused) = await new SealedColumnWriter(sql).ReplaceAsync(lent.Connection, part, replacements, cancellationToken).ConfigureAwait(false);
        return new ReencryptedPage { Next = next, Replaced = replaced, Refused = refused, Changed = replacements.Count - replaced - refused, Unreadable = rows.Count - replacements.Count };
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It is a standby.</exception>
    public async ValueTask<IReadOnlyDictionary<KeyId, long>> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var lent = await _open(keys.Tenant, cancellationToken).ConfigureAwait(false);
        await using var lentScope = lent.ConfigureAwait(false);
        var sql = await SqlAsync(lent.Connection, cancellationToken).ConfigureAwait(false);
        return await new SealedColumnReader(_column, sql).CountAsync(lent.Connection, ColumnPart.Of(_column, keys), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> PurposesOf(string tenant) => _column.HasSubjects ? [_column.Purpose] : [];

    /// <inheritdoc/>
    public async ValueTask<ErasedPlace> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Keys.Count == 0)
            return new ErasedPlace(Name, 0, SealedColumnEraser.EmptiedOf(_column));
        var lent = await _open(subject.Tenant, cancellationToken).ConfigureAwait(false);
        await using var lentScope = lent.ConfigureAwait(false);
        var sql = await SqlAsync(lent.Connection, cancellationToken).ConfigureAwait(false);
        return await new SealedColumnEraser(_column, sql).EraseAsync(lent.Connection, Name, subject.Keys, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<LentConnection> OpenAsync(DbDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return new LentConnection(connection, connection.DisposeAsync);
    }

    private async ValueTask<SealedColumnSql> SqlAsync(DbConnection connection, CancellationToken cancellationToken) =>
        _sql ??= await SealedColumnSql.ForAsync(_column, connection, cancellationToken).ConfigureAwait(false);

    /// <summary>Behind which row of which part the next page begins.</summary>
    private sealed record Position(int Part, object[]? Key) : ReencryptionPosition;
}
