using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Platform.RateLimiting.Quotas;

/// <summary>How one quota stands: what is used or held, and what was carried in.</summary>
internal struct QuotaStanding
{
    public long Used;
    public long Carried;
}

/// <summary>How the quotas of a plan stand, by value: a decision that is made at once allocates nothing.</summary>
[InlineArray(RateLimitPolicy.MostQuotas)]
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal struct QuotaStandings
{
    private QuotaStanding _first;
}
