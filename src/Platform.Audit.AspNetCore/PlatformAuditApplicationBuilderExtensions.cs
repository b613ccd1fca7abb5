using Microsoft.AspNetCore.Builder;
using Platform.Audit.AspNetCore.Security;

namespace Platform.Audit.AspNetCore;

/// <summary>Puts the audit log into a pipeline.</summary>
public static class PlatformAuditApplicationBuilderExtensions
{
    /// <summary>
    /// Records what the pipeline behind it refuses: limits and validation, also where an exception says it. It comes early, before or behind what turns
    /// exceptions into answers.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <returns><paramref name="app"/>, for chaining.</returns>
    public static IApplicationBuilder UsePlatformAudit(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<RefusalMiddleware>();
    }
}
