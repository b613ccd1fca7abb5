using Microsoft.Extensions.Logging;

namespace Platform.Audit;

/// <summary>What the package logs. Of an event it says the name and nothing else: who did what stands in the audit log.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Nothing can be added to the audit log. {Reason}")]
    public static partial void Unavailable(ILogger logger, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The audit log can be added to again.")]
    public static partial void Available(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The store of the audit log has failed. It is taken again, and what was on its way is recorded once.")]
    public static partial void StoreFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Critical, Message = "The audit log does not go on: its store is not what was signed.")]
    public static partial void Refused(ILogger logger, Exception refusal);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "{Events} events were allowed before they were recorded. They are recorded when the store is back, if this process lives until then.")]
    public static partial void AllowedUnrecorded(ILogger logger, int events);

    [LoggerMessage(EventId = 6, Level = LogLevel.Error, Message = "An event {Name} was allowed and is not recorded, after {Others} others that were not told. {Reason}")]
    public static partial void EventLost(ILogger logger, string name, long others, string reason);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error, Message = "The process ends, and {Events} events that were accepted could not be recorded.")]
    public static partial void LostAtStop(ILogger logger, int events);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning, Message = "The clock stands {Behind} before the last record of the audit log. Records carry the time of that record until the clock has passed it.")]
    public static partial void TimeHeld(ILogger logger, TimeSpan behind);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error, Message = "A checkpoint of the audit log could not be stored or published. It is tried again; recording goes on.")]
    public static partial void PublicationFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "The audit log is kept in memory, and signed with a key that nobody else knows: both are gone when the process ends. Say where it is kept, such as with UseSqlite of Platform.Audit.Sqlite, and SignWith.")]
    public static partial void InMemory(ILogger logger);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "The audit log has no anchor: a store that is restored from a backup would not be noticed. Say where the last checkpoint is kept, outside of what is backed up with the store: AnchorTo.")]
    public static partial void NoAnchor(ILogger logger);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Row {Row} of the intake of the audit log was no record of an event. That it was there is recorded as audit.intake.malformed.")]
    public static partial void IntakeMalformed(ILogger logger, long row);

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "The witness {Witness} has not cosigned a checkpoint of the audit log. {Reason}")]
    public static partial void NotWitnessed(ILogger logger, string witness, string reason);

    [LoggerMessage(EventId = 14, Level = LogLevel.Error, Message = "The witness {Witness} has cosigned another history of the audit log than this one. {Reason}")]
    public static partial void AnotherHistory(ILogger logger, string witness, string reason);

    [LoggerMessage(EventId = 15, Level = LogLevel.Warning, Message = "What has left the audit log with a drop still takes room: it could not be given back. It is no part of the log, and is tried again with the next run of retention.")]
    public static partial void NotReclaimed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 16, Level = LogLevel.Critical, Message = "The audit log of the tenant with the id {Id} does not go on: it is not what the log of the host says of it.")]
    public static partial void TenantRefused(ILogger logger, string id, Exception refusal);

    [LoggerMessage(EventId = 17, Level = LogLevel.Error, Message = "The audit log of the tenant with the id {Id} was not closed in order. It is opened again when it is used.")]
    public static partial void TenantNotClosed(ILogger logger, string id, Exception failure);

    [LoggerMessage(EventId = 18, Level = LogLevel.Warning, Message = "What the audit log of the host says of its tenants could not be read. It is read when the log of one is opened.")]
    public static partial void TenantsNotRead(ILogger logger, Exception failure);
}
