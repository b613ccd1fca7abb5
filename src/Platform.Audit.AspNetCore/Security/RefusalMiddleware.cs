using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Platform.Audit.AspNetCore.Security;

/// <summary>
/// Records requests that were refused, by their answer: whatever limits or validates, ours or others', says it with its status. It looks when the answer
/// begins to be sent, so that it sees also what an
/// exception has become further out.
/// </summary>
internal sealed class RefusalMiddleware(RequestDelegate next, SecurityAudit audit)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var seen = new Seen();
        context.Response.OnStarting(() => RecordAsync(context, seen));
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            // What makes an answer of an exception further out may forget the endpoint first.
            if (context.GetEndpoint() is not null)
                seen.Target = SecurityAudit.TargetOf(context);
        }
    }

    private async Task RecordAsync(HttpContext context, Seen seen)
    {
        var status = context.Response.StatusCode;
        if (status < StatusCodes.Status400BadRequest)
            return;
        var target = seen.Target ?? SecurityAudit.TargetOf(context);
        if (audit.Options.RateLimitedStatusCodes.Contains(status))
            await audit.RefuseAsync(RefusalKind.RateLimited, target, Text(status)).ConfigureAwait(false);
        else if (audit.Options.RefusedStatusCodes.Contains(status))
            await audit.RefuseAsync(RefusalKind.RequestRefused, target, Text(status)).ConfigureAwait(false);
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    private sealed class Seen
    {
        public string? Target { get; set; }
    }
}
