namespace Platform.RateLimiting.Redis;

/// <summary>Who made a decision. From <see cref="LocalShare"/> on Redis had no part in it.</summary>
internal enum DecisionSource
{
    Redis,
    Lease,
    Memory,
    LocalShare,
    Admit,
    Refuse,
}
