namespace Platform.Validation.DataSets;

/// <summary>Reads the rows of a source, once, in their order.</summary>
/// <typeparam name="TRow">A row.</typeparam>
public abstract class RowReader<TRow> : IAsyncDisposable
{
    /// <summary>How much of the source has been read, from 0 to 1; nothing where nobody knows.</summary>
    public virtual double? Share => null;

    /// <summary>How many rows are left to be read, about; nothing where nobody knows. Exact rules make room for them.</summary>
    public virtual long? ExpectedRows => null;

    /// <summary>
    /// Whether the next rows may be read while those before them are checked: on another thread, but never two reads at once. A run on one thread does not ask.
    /// </summary>
    /// <value>Default <see langword="false"/>. It is so of files; of a sequence nobody knows what it shares with the rules.</value>
    public virtual bool CanReadAhead => false;

    /// <summary>
    /// Fills a batch, until it is full or there is no more. One that hands over fewer rows at once, because they are long, says that there may be more.
    /// </summary>
    /// <param name="batch">The batch. Every row of the source is either added to it or refused.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="DamagedSourceException">Nothing can be read from here on. What is in the batch counts.</exception>
    public abstract ValueTask<bool> ReadAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);

    /// <summary>Goes past rows that an earlier run has checked. Reads them unless it is overridden.</summary>
    /// <param name="rows">How many, refused ones among them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>A task.</returns>
    /// <exception cref="DamagedSourceException">There are not so many.</exception>
    public virtual async ValueTask SkipAsync(long rows, CancellationToken cancellationToken)
    {
        var batch = new RowBatch<TRow>(1_024);
        for (long skipped = 0; skipped < rows;)
        {
            batch.Begin(skipped + 1, (int)Math.Min(1_024, rows - skipped));
            var room = batch.Room;
            var more = await ReadAsync(batch, cancellationToken).ConfigureAwait(false);
            skipped += room - batch.Room;
            if (!more && skipped < rows)
                throw new DamagedSourceException(FormattableString.Invariant($"The source has {skipped} rows, and an earlier run has read {rows} of it: it is not the same."));
        }
    }

    /// <summary>Closes the source.</summary>
    /// <returns>A task.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
