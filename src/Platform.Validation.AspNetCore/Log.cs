using Microsoft.Extensions.Logging;

namespace Platform.Validation.AspNetCore;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning,
        "{Endpoint} takes a body that is not validated. Take Valid<T>, call RequirePlatformValidation(), or say AllowUnvalidatedBody().")]
    public static partial void UnvalidatedBody(ILogger logger, string endpoint);
}
