using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Puts one instance of the middleware around everything. <see cref="WebApplication"/> adds routing, authentication and authorization before the first line
/// of the application's own pipeline, and a 401 of theirs would have no body.
/// </summary>
internal sealed class OutermostErrors : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ErrorMiddleware>();
        next(app);
    };
}
