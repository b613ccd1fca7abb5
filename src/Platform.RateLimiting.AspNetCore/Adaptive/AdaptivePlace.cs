namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>The place that a request holds.</summary>
internal sealed class AdaptivePlace(AdaptiveLease lease)
{
    public void GiveBack(bool succeeded) => lease.Complete(succeeded);
}
