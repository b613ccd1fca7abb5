using CityDesk.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CityDesk.Pages;

internal sealed class SignOutModel : PageModel
{
    /// <summary>An address anybody can link to must not sign people out.</summary>
    public IActionResult OnGet() => LocalRedirect(ConsoleHost.Root);

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(StaffSession.Scheme);
        return LocalRedirect("/desk/sign-in");
    }
}
