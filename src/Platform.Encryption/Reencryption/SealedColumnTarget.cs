using System.Data.Common;

namespace Platform.Encryption.Reencryption;

/// <summary>A column of sealed values in SQLite or PostgreSQL, and its blind indexes.</summary>
public sealed class SealedColumnTarget : IReencryptionTarget
{
    private readonly DbDataSource _source;
    private readonly SealedColumnWork _work;

    /// <summary>Makes a target.</summary>
    /// <param name="source">Where connections come from: the primary, and no replica. Not disposed with the target.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentException">There is no primary key, or an index is of pieces.</exception>
    public SealedColumnTarget(DbDataSource source, SealedColumn column)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _work = new SealedColumnWork(column);
        Name = column.Name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool MayHold(KeyScope scope) => _work.MayHold(scope);

    /// <inheritdoc/>
    public async ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, object? after, int limit, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var connectionScope = connection.ConfigureAwait(false);
        return await _work.ReencryptAsync(connection, keys, after, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var connectionScope = connection.ConfigureAwait(false);
        return await _work.CountAsync(connection, keys, cancellationToken).ConfigureAwait(false);
    }
}
