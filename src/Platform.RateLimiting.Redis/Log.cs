using Microsoft.Extensions.Logging;

namespace Platform.RateLimiting.Redis;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Redis does not answer as it should; rate limits are decided without it, as each policy says. It is tried again in {Break}.")]
    public static partial void Unavailable(ILogger logger, TimeSpan @break, Exception? failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Redis answers again; rate limits are decided by it.")]
    public static partial void Available(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "The keys of rate limits in Redis are plain digests: who can read them can find out by trying which addresses and user names they stand for. Set KeySecret, the same for all instances, to keep that from them.")]
    public static partial void KeysAreNotKeyed(ILogger logger);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Redis cannot be reached with the given configuration.")]
    public static partial void ConnectionFailed(ILogger logger, Exception failure);
}
