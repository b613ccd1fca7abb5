using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk.Pages;

/// <summary>What a person sees instead of a bare status code, whatever method led here. It tells nothing about the inside.</summary>
[IgnoreAntiforgeryToken]
[DisablePlatformAdaptiveLimit] // Whoever is refused for overload is told so.
internal sealed class ProblemModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string Advice { get; private set; } = "";

    /// <summary>Finds the failure in the log; only where there is one to find.</summary>
    public string? Trace { get; private set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // Asked for by its address it reports nothing, least of all a failure that did not happen.
        var code = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is null
            ? StatusCodes.Status404NotFound
            : int.Parse((string)RouteData.Values["code"]!, CultureInfo.InvariantCulture);
        (Heading, Advice) = code switch
        {
            400 => ("That did not work", "The form was too old, or was not sent by this console. Go back, reload the page, and try again."),
            403 => ("Not allowed", "You are signed in, but this is not yours to see or change."),
            503 => ("The desk is busy", "More is asked of the desk just now than it can do. Try again in a few seconds."),
            405 => ("That is not possible here", "This address does not take what was sent to it."),
            413 => ("That is too much", "What you sent is larger than any form here allows."),
            >= 500 and < 600 => ("Something went wrong", "It is not your fault. See whether your change was kept, and try again in a minute."),
            _ => ("Page not found", "There is no such page or request. Check the number, or look for it in the list."),
        };
        Response.StatusCode = code is >= 400 and < 600 ? code : StatusCodes.Status404NotFound;
        Trace = code is >= 500 and < 600 ? Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier : null;
    }
}
