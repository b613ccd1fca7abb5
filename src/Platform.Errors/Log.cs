using Microsoft.Extensions.Logging;

namespace Platform.Errors;

/// <summary>The package's own log events. Errors themselves are logged under the event of their catalogue entry, whose ids start at 1024.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The translation {Name} for {Culture} cannot be used, the neutral text is: {Reason}")]
    public static partial void TranslationBroken(ILogger logger, string name, string culture, string reason, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning,
        "The catalogue {Domain} has no translations: its resources {Name} are not in {Assembly}, which has {Names}. "
        + "A name is the root namespace, the folders and the file without language and ending; the class in Resources is called so.")]
    public static partial void ResourcesMissing(ILogger logger, string domain, string name, string? assembly, string names);

    [LoggerMessage(3, LogLevel.Warning,
        "The catalogue {Domain} was not added, and its error {Code} was reported: it is not translated, and not recognised when it comes back from another service. "
        + "Add it where the service starts, with AddPlatformErrors().AddCatalog(…).")]
    public static partial void CatalogForgotten(ILogger logger, string domain, string code);
}
