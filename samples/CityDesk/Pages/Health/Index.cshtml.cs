using CityDesk.Health;
using CityDesk.Limits;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CityDesk.Pages.Health;

/// <summary>What the desk depends on, asked at this moment.</summary>
internal sealed class HealthModel(HealthWatch watch, CityCalendar calendar) : PageModel
{
    public IReadOnlyList<CheckStanding> Checks { get; private set; } = [];

    public IReadOnlyList<CheckStanding> Ailing => [.. Checks.Where(static check => check.State != CheckState.Works)];

    public CityTime Time => calendar.Time;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Checks = await watch.AskAsync(cancellationToken);

    public static string In(CheckState state) => state switch
    {
        CheckState.Works => "Works",
        CheckState.WorksInPart => "Works in part",
        CheckState.Fails => "Does not work",
        _ => "Does not answer",
    };

    public static string Css(CheckState state) => state switch
    {
        CheckState.Works => "status-closed",
        CheckState.WorksInPart => "status-assigned",
        _ => "status-bad",
    };
}
