using CityDesk.Checks;
using CityDesk.Data;
using CityDesk.Import;
using CityDesk.Limits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CityDesk.Pages.Quality;

/// <summary>
/// What came of the imports. Rows are named by their number and never shown: whoever has to see one has it written out, which is recorded.
/// </summary>
internal sealed class QualityModel(DeskDbContext context, CityCalendar calendar) : PageModel
{
    private readonly ImportReport _report = new(context);

    /// <summary>The imports, the newest first.</summary>
    public IReadOnlyList<ImportRun> Runs { get; private set; } = [];

    /// <summary>The one whose findings are shown: the newest where none was chosen.</summary>
    public ImportRun? Chosen { get; private set; }

    public IReadOnlyList<FindingSummary> Findings { get; private set; } = [];

    public CityTime Time => calendar.Time;

    /// <summary>The exports that can be checked before anybody imports them.</summary>
    public static IReadOnlyList<ExportCheck> Checks => ExportCheck.All;

    public async Task<IActionResult> OnGetAsync(int? run, CancellationToken cancellationToken)
    {
        Runs = [.. (await _report.ListAsync(cancellationToken)).OrderByDescending(static each => each.Id)];
        Chosen = run is null ? Runs is [var newest, ..] ? newest : null : Runs.FirstOrDefault(each => each.Id == run);
        if (Chosen is null)
            return run is null ? Page() : NotFound();
        Findings = await _report.SummarizeAsync(Chosen.Id, cancellationToken);
        return Page();
    }
}
