using Microsoft.Extensions.Logging;

namespace Platform.Encryption;

/// <summary>What the package logs. Scopes are given as text without their subject, who may be a person: a sink that takes objects apart would find the subject in a scope.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The keys of {Scope} could not be looked up again. They are used from memory for another {UsableFor}, and then no longer.")]
    public static partial void LookUpFailed(ILogger logger, Exception failure, string scope, TimeSpan usableFor);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The keys of {Scope} are not genuine: the key store was changed, or the root key is another.")]
    public static partial void NotGenuine(ILogger logger, string scope);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "The keys of {Scope} have a new one, {KeyId}, which seals from now on.")]
    public static partial void Rotated(ILogger logger, string scope, Keys.KeyId keyId);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "The keys of {Scope} were destroyed: {Keys} of them. Backups may hold them until {BackupsExpireAt}.")]
    public static partial void Shredded(ILogger logger, string scope, int keys, DateTimeOffset backupsExpireAt);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "The root key file {Path} can be read by others than its owner. Who reads it reads everything.")]
    public static partial void RootKeyReadableByOthers(ILogger logger, string path);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "Of {Scope}, {Replaced} values were sealed anew with the newest key. {Left} are left; {Unreadable} of them do not open, {Refused} are refused where they lie.")]
    public static partial void Reencrypted(ILogger logger, string scope, long replaced, long left, long unreadable, long refused);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "The former key {KeyId} of {Scope} was retired: nothing was sealed with it any more.")]
    public static partial void Retired(ILogger logger, string scope, Keys.KeyId keyId);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "The values of {Scope} could not be sealed anew; it is tried again in {Interval}.")]
    public static partial void ReencryptionFailed(ILogger logger, Exception exception, string scope, TimeSpan interval);

    [LoggerMessage(EventId = 9, Level = LogLevel.Debug, Message = "Of {Scope}, no value names a former key.")]
    public static partial void NothingToReencrypt(ILogger logger, string scope);

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Of {Subject}, all {Keys} keys were destroyed; {Values} values that were counted are unreadable. Backups may hold the keys until {BackupsExpireAt}.")]
    public static partial void Erased(ILogger logger, string subject, int keys, long values, DateTimeOffset backupsExpireAt);
}
