using Microsoft.AspNetCore.Http;
using Platform.RateLimiting.AspNetCore.Fields;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>What quotas counted for a request that has not yet got a place. If it gets none they count it no more, and its answer says so.</summary>
internal sealed class TakenQuotas(ReturnableDecision taken, bool sendFields, bool sendLegacyFields)
{
    public static void GiveBack(HttpContext context)
    {
        if (context.Features.Get<TakenQuotas>() is { } quotas)
            quotas.GiveBack(context.Response);
    }

    private void GiveBack(HttpResponse response)
    {
        if (!taken.TryGiveBackQuotas(out var after) || response.HasStarted)
            return;
        if (sendFields)
            RateLimitFields.Set(response.Headers, after);
        if (sendLegacyFields)
            RateLimitFields.SetLegacy(response.Headers, after);
    }
}
