namespace Platform.RateLimiting.TopTalkers;

/// <summary>Tells by which hash a gate counts a key among the top talkers.</summary>
internal interface ITalkerTags
{
    ulong TagOf(in RateLimitKey key);
}
