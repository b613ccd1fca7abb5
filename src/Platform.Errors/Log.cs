using Microsoft.Extensions.Logging;

namespace Platform.Errors;

/// <summary>The package's own log events. Errors themselves are logged under the event of their catalogue entry, whose ids start at 1024.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The translation {Name} for {Culture} cannot be used, the neutral text is: {Reason}")]
    public static partial void TranslationBroken(ILogger logger, string name, string culture, string reason, Exception? exception);
}
