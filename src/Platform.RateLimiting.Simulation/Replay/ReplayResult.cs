namespace Platform.RateLimiting.Simulation;

/// <summary>What a policy would have done with the calls of a log.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Calls">How many calls there were.</param>
/// <param name="Refused">How many it would have refused.</param>
/// <param name="RefusedByLimit">How many of these each limit decided.</param>
/// <param name="Consumers">Who they were, those with the most refusals first; whoever was never refused is counted and not listed.</param>
/// <param name="ConsumerCount">How many consumers there were.</param>
/// <param name="Points">The course, from the first call to the last.</param>
/// <param name="From">When the first call was made.</param>
/// <param name="To">When the last was.</param>
public sealed record ReplayResult(
    string Policy, long Calls, long Refused, IReadOnlyDictionary<string, long> RefusedByLimit, IReadOnlyList<ReplayConsumer> Consumers, int ConsumerCount, IReadOnlyList<ReplayPoint> Points,
    DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The result as a page: one HTML file that needs nothing beside it.</summary>
    /// <returns>Its HTML.</returns>
    public string ToHtml() => Pages.ReplayPage.Of(this);
}

/// <summary>A consumer of whom calls would have been refused.</summary>
/// <param name="Key">The key, as <see cref="RateLimitKey.ToString"/> shows it: of an API key a fingerprint.</param>
/// <param name="Calls">How many calls it made.</param>
/// <param name="Refused">How many would have been refused.</param>
/// <param name="FirstRefused">When the first was.</param>
/// <param name="LastRefused">When the last was.</param>
/// <param name="LongestWait">The longest time it would have been told to wait; <see langword="null"/> when it would have been told that waiting does not help.</param>
/// <param name="Explanation">Why, of the first.</param>
public sealed record ReplayConsumer(
    string Key, long Calls, long Refused, DateTimeOffset FirstRefused, DateTimeOffset LastRefused, TimeSpan? LongestWait, string Explanation);

/// <summary>A stretch of the course.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Calls">Calls in it.</param>
/// <param name="Refused">How many would have been refused.</param>
public readonly record struct ReplayPoint(DateTimeOffset At, long Calls, long Refused);
