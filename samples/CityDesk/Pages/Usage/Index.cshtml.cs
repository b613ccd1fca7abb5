using CityDesk.Limits;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.RateLimiting;

namespace CityDesk.Pages.Usage;

internal sealed class UsageModel(UsageReport report) : PageModel
{
    public MonthOfUsage Month { get; private set; } = null!;

    public IReadOnlyList<CallerHeard> Heard { get; private set; } = [];

    public AdaptiveLimiterState? Load { get; private set; }

    public DateTimeOffset RefusalsSince => report.RefusalsSince;

    public CityTime Time => report.Time;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Month = await report.ReadMonthAsync(cancellationToken);
        Heard = report.Heard();
        Load = report.Load;
    }
}
