using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Puts one instance of the middleware around everything. <see cref="WebApplication"/> adds routing, authentication and authorization before the first line
/// of the application's own pipeline, and a 401 of theirs would have no body. When the whole pipeline stands, and before the server listens, it is looked at
/// for what was forgotten.
/// </summary>
internal sealed class OutermostErrors(PipelineMarks marks, ILogger<OutermostErrors> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ErrorMiddleware>();
        next(app);
        UnansweredResults.Refuse(app.ApplicationServices);
        if (!marks.IsUsed)
            Log.NotInPipeline(logger);
    };
}
