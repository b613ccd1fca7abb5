namespace Platform.RateLimiting.Gcra;

/// <summary>What must be known about a taken cost to give it back later without crediting anything twice.</summary>
internal struct Grant
{
    /// <summary>From whose bucket it came. What came from a shared bucket stays there: nobody knows whose debts stand in front of it.</summary>
    public Taken Taken;

    /// <summary>Where it left the key.</summary>
    public long Arrival;

    /// <summary>What had been refunded before.</summary>
    public RefundNote Note;
}

/// <summary>What a grant knows of the refunds before it.</summary>
/// <param name="Refunded">Their sum.</param>
/// <param name="Count">Their number.</param>
/// <param name="Position">Its place in the order of its key's grants, where it has one.</param>
internal readonly record struct RefundNote(long Refunded, long Count, long Position)
{
    /// <summary>In front of all: of a grant that has no place in the order.</summary>
    public const long NoPosition = long.MinValue;

    /// <summary>Before the first refund.</summary>
    public static RefundNote None => new(0, 0, NoPosition);
}
