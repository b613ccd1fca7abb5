using System.Data.Common;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.Inventory;

/// <summary>A column of sealed values in SQLite or PostgreSQL that all tenants share.</summary>
public sealed class SealedColumnSource : IInventorySource
{
    private readonly Func<CancellationToken, ValueTask<LentConnection>> _open;
    private readonly SealedColumn _column;
    private readonly InventoryPlace _place;

    /// <summary>Makes a source.</summary>
    /// <param name="source">Where connections come from: the primary. Not disposed with it.</param>
    /// <param name="column">The column.</param>
    public SealedColumnSource(DbDataSource source, SealedColumn column)
        : this(cancellationToken => OpenAsync(source, cancellationToken), column)
    {
    }

    /// <summary>Makes a source that is reached in another way.</summary>
    /// <param name="open">Opens a connection.</param>
    /// <param name="column">The column.</param>
    /// <param name="place">What is known of it besides, or <see langword="null"/>; what is counted is filled in.</param>
    public SealedColumnSource(Func<CancellationToken, ValueTask<LentConnection>> open, SealedColumn column, InventoryPlace? place = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(column);
        (_open, _column) = (open, column);
        _place = place ?? new InventoryPlace { Name = column.Name, IsEncrypted = true };
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The database is another one.</exception>
    /// <exception cref="InvalidOperationException">It is a standby.</exception>
    public async ValueTask<IReadOnlyList<InventoryPlace>> TakeAsync(InventoryKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var lent = await _open(cancellationToken).ConfigureAwait(false);
        await using var lentScope = lent.ConfigureAwait(false);
        var (counts, plaintext) = await SealedColumnCensus.TakeAsync(lent.Connection, _column, cancellationToken).ConfigureAwait(false);
        return
        [
            _place with
            {
                IsEncrypted = true,
                Purpose = _column.Purpose,
                HasSubjects = _column.HasSubjects,
                Indexes = [.. _column.Indexes.Select(static index => index.Index)],
                PlaintextValues = plaintext,
                Uses = await keys.SortAsync(counts, cancellationToken).ConfigureAwait(false),
            },
        ];
    }

    private static async ValueTask<LentConnection> OpenAsync(DbDataSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return new LentConnection(connection, connection.DisposeAsync);
    }
}
