namespace CityDesk.Staff;

/// <summary>Who was not let in. What they typed as a name comes through <see cref="LogText"/>; a password never comes here.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3140, Level = LogLevel.Information, Message = "Sign-in as '{UserName}' from {Address} is refused")]
    public static partial void SignInRefused(this ILogger logger, string userName, string address);

    [LoggerMessage(EventId = 3141, Level = LogLevel.Information, Message = "Sign-in as '{UserName}' from {Address} has to wait {Wait} after too many attempts")]
    public static partial void SignInMustWait(this ILogger logger, string userName, string address, string wait);
}
