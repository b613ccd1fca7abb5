using CityDesk.Limits;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Platform.RateLimiting;

namespace CityDesk.Pages.Usage;

internal sealed class UsageModel(UsageReport report, HeardCallers heard, AdaptiveLimiter adaptive, IOptions<LimitsOptions> limits) : PageModel
{
    public MonthOfUsage Month { get; private set; } = null!;

    public IReadOnlyList<CallerHeard> Heard { get; private set; } = [];

    /// <summary>How shedding stands on this instance; <see langword="null"/> where nothing is shed.</summary>
    public AdaptiveLimiterState? Load { get; private set; }

    public DateTimeOffset RefusalsSince => report.RefusalsSince;

    public CityTime Time => report.Time;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Month = await report.ReadMonthAsync(cancellationToken);
        Heard = heard.Read();
        Load = limits.Value.Shedding ? adaptive.GetState() : null;
    }
}
