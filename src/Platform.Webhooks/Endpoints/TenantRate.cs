using Platform.Webhooks.Delivery;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// How often a tenant may do something in a minute, by this process: have somebody called, who could be a third party, or have something
/// changed, of which all processes hear. Thread-safe.
/// </summary>
/// <param name="perMinute">How often.</param>
/// <param name="burst">How often at once.</param>
/// <param name="refusal">What is said to who does it more often.</param>
/// <param name="time">The clock.</param>
internal sealed class TenantRate(int perMinute, int burst, string refusal, TimeProvider time)
{
    /// <summary>Those whose rate is free again need not be remembered.</summary>
    private const int MostRemembered = 1_000;

    private readonly WebhookRate _rate = new(perMinute, TimeSpan.FromMinutes(1)) { Burst = Math.Min(perMinute, burst) };
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _free = new(StringComparer.Ordinal);

    /// <exception cref="WebhookEndpointLimitException">It was done too often.</exception>
    public void Take(string? tenant)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_free.Count >= MostRemembered)
            {
                foreach (var name in _free.Where(each => each.Value <= now).Select(static each => each.Key).ToList())
                    _free.Remove(name);
            }
            var (free, notBefore) = RateDecision.After(_rate, _free.GetValueOrDefault(tenant ?? "", now), now);
            if (notBefore is { } next)
                throw new WebhookEndpointLimitException(refusal, next - now);
            _free[tenant ?? ""] = free;
        }
    }
}
