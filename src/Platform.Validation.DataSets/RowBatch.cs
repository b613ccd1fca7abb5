namespace Platform.Validation.DataSets;

/// <summary>The rows that a <see cref="RowReader{TRow}"/> hands over at once, and those that it could not read. Used again for the next ones.</summary>
/// <typeparam name="TRow">A row.</typeparam>
public sealed class RowBatch<TRow>
{
    private readonly List<RefusedRow> _refused = [];
    private long _next = 1;

    internal RowBatch(int capacity)
    {
        Rows = new TRow[capacity];
        Numbers = new long[capacity];
        Lines = new long[capacity];
        Room = capacity;
    }

    /// <summary>How many more rows fit.</summary>
    public int Room { get; private set; }

    /// <summary>Whether no more rows fit.</summary>
    public bool IsFull => Room == 0;

    internal TRow[] Rows { get; }

    internal long[] Numbers { get; }

    internal long[] Lines { get; }

    internal int Count { get; private set; }

    internal IReadOnlyList<RefusedRow> Refused => _refused;

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="line">The line on which it starts; 0 where there are none.</param>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public void Add(TRow row, long line = 0)
    {
        Take();
        Rows[Count] = row;
        Numbers[Count] = _next++;
        Lines[Count++] = line;
    }

    /// <summary>Counts a row that could not be read.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="line">The line on which it starts; 0 where there are none.</param>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public void Refuse(string reason, long line = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Take();
        _refused.Add(new RefusedRow(_next++, line, reason));
    }

    /// <summary>Adds as many rows as fit.</summary>
    /// <returns>How many that were.</returns>
    internal int Add(ReadOnlySpan<TRow> rows)
    {
        var taken = Math.Min(rows.Length, Room);
        rows[..taken].CopyTo(Rows.AsSpan(Count));
        for (var i = 0; i < taken; i++)
            Numbers[Count + i] = _next + i;
        Lines.AsSpan(Count, taken).Clear();
        (_next, Count, Room) = (_next + taken, Count + taken, Room - taken);
        return taken;
    }

    internal void Begin(long firstRow, int room)
    {
        // Rows of the batch before must not be kept alive by it.
        Array.Clear(Rows, 0, Count);
        _refused.Clear();
        (_next, Count, Room) = (firstRow, 0, Math.Min(room, Rows.Length));
    }

    private void Take()
    {
        if (Room == 0)
            throw new InvalidOperationException("The batch is full: hand it over before adding more.");
        Room--;
    }
}

internal readonly record struct RefusedRow(long Row, long Line, string Reason);
