using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Pages.Queue;
using CityDesk.Plugins;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Platform.Errors;
using Platform.Hosting;
using Platform.Validation;

namespace CityDesk.Pages.Requests;

internal sealed class RequestModel(
    DeskDbContext context,
    RequestRecords records,
    PersonalLooks looks,
    RequestQueue queue,
    IValidator<RequestForm> validator,
    ValidationErrors refusals,
    ErrorTexts texts,
    PluginPanels panels,
    TimeProvider time)
    : PageModel
{
    public ServiceRequest Shown { get; private set; } = null!;

    public Jurisdiction City { get; private set; } = null!;

    public CityTime Time { get; private set; } = null!;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>Which API consumer sent it, when one did.</summary>
    public string? Consumer { get; private set; }

    public IReadOnlyList<string> Teams { get; private set; } = [];

    /// <summary>What was just done here, told once.</summary>
    [TempData]
    public string? Message { get; set; }

    /// <summary>What was typed into a form that could not be used; it is shown again.</summary>
    public RequestForm? Typed { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>Whether the form was made from an older state of the request, and then what has happened since.</summary>
    public bool Stale { get; private set; }

    public IReadOnlyList<RequestEvent> Since { get; private set; } = [];

    /// <summary>What plugins say of the request.</summary>
    public IReadOnlyList<ShownPanel> Panels { get; private set; } = [];

    public IEnumerable<RequestEvent> History => Shown.History.OrderBy(e => e.At).ThenBy(e => e.Id);

    public TimeSpan? Overdue => Shown.Status != RequestStatus.Closed && Shown.ExpectedAt < Now ? Now - Shown.ExpectedAt : null;

    /// <summary>The forms that make sense now, in their order.</summary>
    public IReadOnlyList<RequestAction> Actions => Shown.Status == RequestStatus.Closed
        ? [RequestAction.Reopen, RequestAction.Note]
        : [RequestAction.Assign, RequestAction.Note, RequestAction.Close];

    /// <summary>Where the picture lies; <see langword="null"/> when what stands in its place is no web address, so that it is only shown.</summary>
    public string? MediaHost => Uri.TryCreate(Shown.MediaUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.Host : null;

    public async Task<IActionResult> OnGetAsync(string publicId, CancellationToken cancellationToken) =>
        await LoadAsync(publicId, cancellationToken) ? await ShowAsync(cancellationToken) : NotFound();

    public Task<IActionResult> OnPostAssignAsync(string publicId, int? version, string? team, string? text, CancellationToken cancellationToken) =>
        ChangeAsync(publicId, version, RequestForm.Read(RequestAction.Assign, team, text), cancellationToken);

    public Task<IActionResult> OnPostNoteAsync(string publicId, int? version, string? text, CancellationToken cancellationToken) =>
        ChangeAsync(publicId, version, RequestForm.Read(RequestAction.Note, null, text), cancellationToken);

    public Task<IActionResult> OnPostCloseAsync(string publicId, int? version, string? text, CancellationToken cancellationToken) =>
        ChangeAsync(publicId, version, RequestForm.Read(RequestAction.Close, null, text), cancellationToken);

    public Task<IActionResult> OnPostReopenAsync(string publicId, int? version, string? text, CancellationToken cancellationToken) =>
        ChangeAsync(publicId, version, RequestForm.Read(RequestAction.Reopen, null, text), cancellationToken);

    private async Task<IActionResult> ChangeAsync(string publicId, int? version, RequestForm form, CancellationToken cancellationToken)
    {
        Typed = form;
        if (!await LoadAsync(publicId, cancellationToken))
            return NotFound();
        if (version != Shown.Version)
            return await ShowStaleAsync(version, cancellationToken);
        if (refusals.Of(validator.Validate(form)) is [var wrong, ..])
            return await ShowProblemAsync(wrong, StatusCodes.Status422UnprocessableEntity, cancellationToken);
        if (form.Apply(Shown, User.Identity!.Name!, Now).TryGetError(out var broken))
            return await ShowProblemAsync(broken, broken.Descriptor.Status, cancellationToken);

        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            context.ChangeTracker.Clear();
            return await LoadAsync(publicId, cancellationToken) ? await ShowStaleAsync(version, cancellationToken) : NotFound();
        }

        Message = form.Done;
        return LocalRedirect(Words.RequestUrl(Shown.PublicId));
    }

    private async Task<bool> LoadAsync(string publicId, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(publicId, cancellationToken) is not { } request)
            return false;
        Shown = request;
        City = await context.Jurisdictions.AsNoTracking().SingleAsync(c => c.Id == request.JurisdictionId, cancellationToken);
        Time = CityTime.Of(City);
        Teams = await queue.TeamsAsync(City.Id, cancellationToken);
        Consumer = request.ConsumerId is null
            ? null
            : await context.Consumers.Where(c => c.Id == request.ConsumerId).Select(c => c.Name).SingleOrDefaultAsync(cancellationToken);
        return true;
    }

    private Task<PageResult> ShowProblemAsync(Error error, int status, CancellationToken cancellationToken)
    {
        Problem = texts.Detail(in error) ?? texts.Title(in error);
        Response.StatusCode = status;
        return ShowAsync(cancellationToken);
    }

    private Task<PageResult> ShowStaleAsync(int? version, CancellationToken cancellationToken)
    {
        Stale = true;
        // Every change adds one to the version and one line to the history: the newest lines are what the person has not seen.
        if (version >= 0 && version < Shown.Version)
            Since = [.. Shown.History.OrderBy(e => e.Id).TakeLast(Shown.Version - version.Value)];
        Response.StatusCode = StatusCodes.Status409Conflict;
        return ShowAsync(cancellationToken);
    }

    private async Task<PageResult> ShowAsync(CancellationToken cancellationToken)
    {
        await looks.RecordAsync(Shown, cancellationToken);
        Panels = await panels.AskAsync(Shown, cancellationToken);
        return Page();
    }
}
