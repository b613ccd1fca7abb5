namespace Platform.RateLimiting.Adaptive.Concurrency;

/// <summary>What a trial found, or what raised an alarm.</summary>
/// <param name="At">When, in ticks.</param>
/// <param name="Before">The estimate before.</param>
/// <param name="After">The estimate after.</param>
/// <param name="Low">The lower limit of the trial.</param>
/// <param name="High">The upper limit of the trial.</param>
/// <param name="LowRate">Completions a second at the lower one; of an alarm those seen.</param>
/// <param name="HighRate">Completions a second at the upper one; of an alarm those usual before.</param>
/// <param name="Elasticity">By how many per cent throughput grew for one per cent more concurrency.</param>
/// <param name="IsAlarm">Whether throughput broke in, which does not wait for a trial.</param>
internal readonly record struct ConcurrencyFinding(
    long At, double Before, double After, int Low, int High, double LowRate, double HighRate, double Elasticity, bool IsAlarm);
