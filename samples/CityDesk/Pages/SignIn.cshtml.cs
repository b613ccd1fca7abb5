using CityDesk.Limits;
using CityDesk.Pages.Requests;
using CityDesk.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;
using Platform.Validation;

namespace CityDesk.Pages;

[PlatformRateLimit(LimitPolicies.Door)]
[PlatformLoadPriority(LoadPriority.Normal)] // Not yet one of the staff.
internal sealed class SignInModel(StaffSignIn signIn, IValidator<SignInForm> validator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string? UserName { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>What was typed into a form after its session had ended.</summary>
    public KeptForm? Kept { get; private set; }

    /// <summary>Whether the session is open again and what was typed can be sent.</summary>
    public bool CanSendKept { get; private set; }

    public IActionResult OnGet()
    {
        Kept = HttpContext.Features.Get<KeptForm>();
        if (Kept is not null)
        {
            ReturnUrl = Kept.Page;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        return User.Identity?.IsAuthenticated == true ? LocalRedirect(Destination()) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? userName, string? password, CancellationToken cancellationToken)
    {
        var form = SignInForm.Read(userName, password);
        UserName = form.UserName;
        Kept = KeptForm.OfSignIn(Request);
        if (!validator.Validate(form).IsValid)
            return Refuse(StatusCodes.Status422UnprocessableEntity, "Enter your user name and your password.");

        switch (await signIn.TryAsync(HttpContext, form.UserName, form.Password, cancellationToken))
        {
            case SignInOutcome.SignedIn when Kept is not null:
                CanSendKept = true;
                return Page();
            case SignInOutcome.SignedIn:
                return LocalRedirect(Destination());
            case SignInOutcome.MustWait { Wait: var wait }:
                Response.Headers.RetryAfter = ConsoleHost.WholeSeconds(wait);
                return Refuse(StatusCodes.Status429TooManyRequests, $"Too many attempts. Wait {Durations.Exact(Durations.UpToSecond(wait))}, then try again.");
            default:
                return Refuse(StatusCodes.Status422UnprocessableEntity, "User name and password do not match.");
        }
    }

    private PageResult Refuse(int status, string problem)
    {
        Problem = problem;
        Response.StatusCode = status;
        return Page();
    }

    /// <summary>Only a page of this console: an address made by somebody else must not lead out of it.</summary>
    private string Destination() =>
        ReturnUrl is ['/', ..]
        && Url.IsLocalUrl(ReturnUrl)
        && !HasTurns(ReturnUrl)
        && new PathString(ReturnUrl.Split('?', '#')[0]).StartsWithSegments(ConsoleHost.Root, StringComparison.OrdinalIgnoreCase)
            ? ReturnUrl
            : ConsoleHost.Root;

    /// <summary>A path that a browser would shorten or read differently: it begins in the console and may end outside.</summary>
    private static bool HasTurns(string address)
    {
        var path = address.Split('?', '#')[0];
        return path.Contains('\\') || path.Contains("//", StringComparison.Ordinal)
            || path.Split('/').Any(segment => Uri.UnescapeDataString(segment) is "." or "..");
    }
}
