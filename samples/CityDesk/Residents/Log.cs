namespace CityDesk.Residents;

internal static partial class Log
{
    [LoggerMessage(EventId = 3180, Level = LogLevel.Information, Message = "{Count} erasures of residents that had been stopped are done")]
    public static partial void ErasuresResumed(this ILogger logger, int count);
}
