using Platform.Webhooks.Delivery;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// How often a tenant may have somebody called at once, by this process: else a program could be made to call a third party a thousand
/// times. Thread-safe.
/// </summary>
internal sealed class EndpointCalls(int perMinute, TimeProvider time)
{
    /// <summary>Those whose rate is free again need not be remembered.</summary>
    private const int MostRemembered = 1_000;

    private readonly WebhookRate _rate = new(perMinute, TimeSpan.FromMinutes(1)) { Burst = Math.Min(perMinute, 5) };
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _free = new(StringComparer.Ordinal);

    /// <exception cref="WebhookEndpointLimitException">It was called too often.</exception>
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
                throw new WebhookEndpointLimitException("Receivers of this tenant were called too often within a minute.", next - now);
            _free[tenant ?? ""] = free;
        }
    }
}
