namespace CityDesk.Limits;

/// <summary>What limits have to say to operators.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3160, Level = LogLevel.Information, Message = "{Count} more refusals of {Kind} within the minute since the last that is logged")]
    public static partial void RefusalsNotLogged(this ILogger logger, long count, string? kind);

    [LoggerMessage(EventId = 3161, Level = LogLevel.Warning, Message =
        "{Address} says in X-Forwarded-For for whom it calls, and is not believed. If it is a proxy, all who come through it share one address and its limits: set Limits:Proxies to its address or network. Said once an hour")]
    public static partial void ProxyNotBelieved(this ILogger logger, string address);

    [LoggerMessage(EventId = 3162, Level = LogLevel.Warning, Message = "{Consumer}, who holds a key, was refused with {Code}: {Count} refusals since the last of this consumer that is logged")]
    public static partial void HolderRefused(this ILogger logger, string consumer, string code, long count);
}
