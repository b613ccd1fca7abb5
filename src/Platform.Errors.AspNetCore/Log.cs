using Microsoft.Extensions.Logging;

namespace Platform.Errors.AspNetCore;

/// <summary>The package's own log events. Errors themselves are logged by <see cref="ErrorReporter"/>.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning,
        "UsePlatformErrors() is not called: failures are answered from outside of the pipeline, behind whatever the application has put there. "
        + "Call app.UsePlatformErrors() first, right after builder.Build().")]
    public static partial void NotInPipeline(ILogger logger);
}
