using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Platform.Audit.AspNetCore.Security;

/// <summary>Records requests that were refused, by their answer: whatever limits or validates, ours or others', says it with its status.</summary>
internal sealed class RefusalMiddleware(RequestDelegate next, SecurityAudit audit)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context).ConfigureAwait(false);
        var status = context.Response.StatusCode;
        if (status < StatusCodes.Status400BadRequest)
            return;
        if (audit.Options.RateLimitedStatusCodes.Contains(status))
            await audit.RefuseAsync(RefusalKind.RateLimited, context, Text(status)).ConfigureAwait(false);
        else if (audit.Options.RefusedStatusCodes.Contains(status))
            await audit.RefuseAsync(RefusalKind.RequestRefused, context, Text(status)).ConfigureAwait(false);
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
