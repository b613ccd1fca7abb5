using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Staff;
using CityDesk.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Platform.Webhooks.AspNetCore;

namespace CityDesk.Pages.Contractors;

/// <summary>The way from the console into the portal of a city's contractors, by a link that says who has opened it.</summary>
internal sealed class ContractorsModel(DeskDbContext context, WebhookPortal portal) : PageModel
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(10);

    public IReadOnlyList<Jurisdiction> Cities { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Cities = await context.Jurisdictions.AsNoTracking().OrderBy(static city => city.Name).ToListAsync(cancellationToken);

    public async Task<IActionResult> OnPostOpenAsync(string? city, CancellationToken cancellationToken)
    {
        if (!await context.Jurisdictions.AnyAsync(each => each.Id == city, cancellationToken))
            return NotFound();
        return Redirect(portal.CreateLink(ContractorTenant.Of(city!), Good, NameOf(StaffSession.UserNameOf(User))).OriginalString);
    }

    /// <summary>As names of events are: printable, without spaces.</summary>
    private static string? NameOf(string? user) => user is { Length: > 0 }
        ? string.Concat("staff:", string.Concat(user.Take(200).Select(static letter => letter is > ' ' and <= '~' ? letter : '_'))) : null;
}
