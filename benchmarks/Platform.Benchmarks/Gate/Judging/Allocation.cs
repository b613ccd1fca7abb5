namespace Platform.Benchmarks.Gate.Judging;

/// <summary>What one operation allocates, told from the samples of many rounds.</summary>
internal static class Allocation
{
    /// <param name="rounds">Bytes and operations of each round.</param>
    /// <param name="exact">Whether the bytes are those of the measured threads alone.</param>
    public static double BytesPerOperation(IReadOnlyList<(long Bytes, long Operations)> rounds, bool exact)
    {
        var median = Statistics.Median(rounds.Select(round => (double)round.Bytes / round.Operations));
        // Of a whole process some bytes belong to timers and the thread pool: never as much as half a byte for each operation.
        if (!exact)
            return Math.Round(median, MidpointRounding.AwayFromZero);

        // The median round is what an operation costs. The mean shows what comes in bursts, a table that doubles now and then,
        // which a median would hide; whole bytes of it, because a thing made once for all is nobody's cost per operation.
        var mean = (double)rounds.Sum(round => round.Bytes) / rounds.Sum(round => round.Operations);
        return Math.Max(median, Math.Round(mean, MidpointRounding.AwayFromZero));
    }
}
