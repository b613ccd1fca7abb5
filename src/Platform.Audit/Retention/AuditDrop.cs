namespace Platform.Audit.Retention;

/// <summary>What came of dropping the oldest records.</summary>
/// <param name="KeptFrom">The first record that is in the store now.</param>
/// <param name="Partitions">What was dropped.</param>
/// <param name="Obstacle">Why the next partition stays; <see langword="null"/> where there is none but the one that is being filled.</param>
public sealed record AuditDrop(long KeptFrom, IReadOnlyList<AuditDroppedPartition> Partitions, string? Obstacle)
{
    /// <summary>Of how many records the contents of personal fields were erased because their time had ended. Always 0 of
    /// <see cref="IAuditRetention.DropBeforeAsync"/>.</summary>
    public long Erased { get; init; }
}
