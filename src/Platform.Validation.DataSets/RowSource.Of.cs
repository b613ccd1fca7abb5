namespace Platform.Validation.DataSets;

/// <summary>Rows that are there already, or come from somewhere else.</summary>
public static class RowSource
{
    /// <summary>Rows of a sequence, such as a list.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="rows">The rows; to resume a run, the same ones in the same order.</param>
    /// <param name="name">What reports call it.</param>
    /// <returns>The source.</returns>
    public static RowSource<TRow> Of<TRow>(IEnumerable<TRow> rows, string name = "rows")
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new SequenceSource<TRow>(rows, name);
    }

    /// <summary>Rows of an asynchronous sequence, such as a query.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="rows">The rows; to resume a run, the same ones in the same order.</param>
    /// <param name="name">What reports call it.</param>
    /// <returns>The source.</returns>
    public static RowSource<TRow> Of<TRow>(IAsyncEnumerable<TRow> rows, string name = "rows")
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new AsyncSequenceSource<TRow>(rows, name);
    }

    private sealed class SequenceSource<TRow>(IEnumerable<TRow> rows, string name) : RowSource<TRow>
    {
        public override string Name => name;

        public override RowReader<TRow> Open() => rows.GetType() == typeof(TRow[]) ? new ArrayReader((TRow[])rows) : new Reader(rows.GetEnumerator());

        /// <summary>What lies side by side already is taken side by side.</summary>
        private sealed class ArrayReader(TRow[] rows) : RowReader<TRow>
        {
            private int _at;

            public override double? Share => rows.Length == 0 ? 1 : (double)_at / rows.Length;

            public override long? ExpectedRows => rows.Length - _at;

            public override ValueTask<bool> ReadAsync(RowBatch<TRow> batch, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _at += batch.Add(rows.AsSpan(_at));
                return new(_at < rows.Length);
            }
        }

        private sealed class Reader(IEnumerator<TRow> rows) : RowReader<TRow>
        {
            public override ValueTask<bool> ReadAsync(RowBatch<TRow> batch, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (!batch.IsFull)
                {
                    if (!rows.MoveNext())
                        return new(false);
                    batch.Add(rows.Current);
                }
                return new(true);
            }

            public override ValueTask DisposeAsync()
            {
                rows.Dispose();
                return base.DisposeAsync();
            }
        }
    }

    private sealed class AsyncSequenceSource<TRow>(IAsyncEnumerable<TRow> rows, string name) : RowSource<TRow>
    {
        public override string Name => name;

        public override RowReader<TRow> Open() => new Reader(rows);

        private sealed class Reader(IAsyncEnumerable<TRow> source) : RowReader<TRow>
        {
            private IAsyncEnumerator<TRow>? _rows;

            public override async ValueTask<bool> ReadAsync(RowBatch<TRow> batch, CancellationToken cancellationToken)
            {
                _rows ??= source.GetAsyncEnumerator(cancellationToken);
                while (!batch.IsFull)
                {
                    if (!await _rows.MoveNextAsync().ConfigureAwait(false))
                        return false;
                    batch.Add(_rows.Current);
                }
                return true;
            }

            public override async ValueTask DisposeAsync()
            {
                if (_rows is not null)
                    await _rows.DisposeAsync().ConfigureAwait(false);
                await base.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
