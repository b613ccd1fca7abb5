namespace Platform.RateLimiting;

/// <summary>How an <see cref="AdaptiveLimiter"/> stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsShadow">Whether it only counts what it would refuse.</param>
/// <param name="Limit">How many calls may run now. While the limit binds it moves between the two limits of a trial.</param>
/// <param name="Running">How many run; more than the limit while consumers hold more than their share.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="MeanLatency">How long calls take, smoothed.</param>
/// <param name="OverloadedFor">For how long calls have waited without a break.</param>
/// <param name="Explanation">A sentence that says how the limit came about.</param>
public sealed record AdaptiveLimiterState(
    string Name, bool IsShadow, int Limit, int Running, int Waiting, TimeSpan MeanLatency, TimeSpan OverloadedFor, string Explanation);
