namespace CityDesk.Staff;

/// <summary>Who was not let in, and what became of keys. What they typed as a name comes through <see cref="LogText"/>; a password never comes here.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3140, Level = LogLevel.Information, Message = "Sign-in as '{UserName}' from {Address} is refused")]
    public static partial void SignInRefused(this ILogger logger, string userName, string address);

    [LoggerMessage(EventId = 3141, Level = LogLevel.Information, Message = "Sign-in as '{UserName}' from {Address} has to wait {Wait} after too many attempts")]
    public static partial void SignInMustWait(this ILogger logger, string userName, string address, string wait);

    [LoggerMessage(EventId = 3142, Level = LogLevel.Warning, Message =
        "Keys of cookies from before are sealed now, and what they were could not be overwritten in the database's files: {Reason} It is tried again at the next start")]
    public static partial void CookieKeysNotOverwritten(this ILogger logger, string reason);
}
