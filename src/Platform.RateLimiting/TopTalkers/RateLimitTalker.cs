namespace Platform.RateLimiting;

/// <summary>A key that is heard often.</summary>
/// <param name="Key">The key, as <see cref="RateLimitKey.ToString"/> shows it: of an API key a fingerprint.</param>
/// <param name="Decisions">About how many decisions were made for it lately; older ones count less and less.</param>
/// <param name="Refused">About how many of them were refused, or would have been, by limits or by quotas.</param>
/// <param name="Overcount">By how much <paramref name="Decisions"/> may be too high, beside the error of sampling.</param>
public readonly record struct RateLimitTalker(string Key, long Decisions, long Refused, long Overcount);
