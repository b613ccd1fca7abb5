using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Pages.Requests;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityDesk.Pages.Queue;

internal sealed class QueueModel(DeskDbContext context, RequestQueue queue, RequestRecords records, IOptions<DeskOptions> options, TimeProvider time) : PageModel
{
    public const int PageSize = 50;

    public QueueSearch Search { get; private set; } = new();

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public IReadOnlyList<Jurisdiction> Cities { get; private set; } = [];

    public Jurisdiction City { get; private set; } = null!;

    public IReadOnlyList<ServiceChoice> Services { get; private set; } = [];

    public IReadOnlyList<string> Teams { get; private set; } = [];

    public StatusCounts? Counts { get; private set; }

    public QueuePage Rows { get; private set; } = new([], null, null);

    public RequestStatus? Status { get; private set; }

    /// <summary>The request whose whole number was searched for, where the filters hide it.</summary>
    public string? HiddenMatch { get; private set; }

    public CityTime Time { get; private set; } = null!;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Search = QueueSearch.Read(Request.Query);
        Cities = await context.Jurisdictions.AsNoTracking().OrderBy(c => c.Name).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var city = Search.City is null
            ? Cities.FirstOrDefault(c => c.Id == options.Value.DefaultJurisdiction) ?? (Cities.Count > 0 ? Cities[0] : null)
            : Cities.FirstOrDefault(c => c.Id == Search.City);
        if (city is null)
            return NotFound();

        City = city;
        Time = CityTime.Of(city);
        Services = await context.Services
            .Where(s => s.JurisdictionId == city.Id)
            .OrderBy(s => s.Name).ThenBy(s => s.Id)
            .Select(s => new ServiceChoice(s.Id, s.Code, s.Name))
            .ToListAsync(cancellationToken);

        var filter = Search.Understand(city, Services, Time, out var problems);
        Problems = problems;
        Status = filter.Status;
        Teams = await TeamsAsync(filter, cancellationToken);
        Counts = await queue.CountAsync(filter, cancellationToken);
        Rows = await queue.PageAsync(filter, Search.Cursor, PageSize, cancellationToken);
        if (Rows.Rows.Count == 0 && filter.Text is not null)
            HiddenMatch = await records.FindNumberAsync(filter.Text, cancellationToken);
        return Page();
    }

    /// <summary>A team in the address is offered too, also when it has no request: the form shows what was asked for.</summary>
    private async Task<IReadOnlyList<string>> TeamsAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        var teams = await queue.TeamsAsync(filter.JurisdictionId, cancellationToken);
        return filter.Team is null || teams.Contains(filter.Team) ? teams : [.. teams, filter.Team];
    }
}
