using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "A call to {Host} was refused before anything was sent: {Fault}, address {Address}, {AddressClass}.")]
    public static partial void DestinationRefused(ILogger logger, string host, DestinationFault fault, IPAddress? address, AddressClass? addressClass);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "The outbox is kept in memory: what was published and not yet delivered is gone when the process ends. Keep it in a database: UseSqlite or UsePostgreSql.")]
    public static partial void OutboxInMemory(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The store of the outbox cannot be used. It is tried again.")]
    public static partial void StoreFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Handler {Handler} failed with {MessageId} of type {EventType}, attempt {Attempt}. It is tried again in {Wait}.")]
    public static partial void HandlerFailed(ILogger logger, Exception failure, string handler, string messageId, string eventType, int attempt, TimeSpan wait);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "Handler {Handler} failed with {MessageId} of type {EventType} at attempt {Attempt}, the last one. It is among the dead letters.")]
    public static partial void HandlerGaveUp(ILogger logger, Exception failure, string handler, string messageId, string eventType, int attempt);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "The host stopped while {Count} deliveries were under way. They are made again.")]
    public static partial void StoppedInHand(ILogger logger, int count);

    [LoggerMessage(EventId = 7,
        Message = "Webhook to {Endpoint}: {MessageId} of type {EventType}, attempt {Attempt}: {Outcome}, status {Status}, destination {Fault}, in {Duration}. {Verdict}, wait {Wait}. Tenant {Tenant}, order key {OrderKey}.")]
    public static partial void Attempted(
        ILogger logger, LogLevel level, string endpoint, string messageId, string eventType, int attempt, WebhookOutcome outcome, int? status, DestinationFault fault, TimeSpan duration,
        DeliveryVerdict verdict, TimeSpan wait, string? tenant, string? orderKey);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning,
        Message = "Webhooks to {Endpoint} are held back until {Until}: it fails since {Since}, {Failures} times in a row. What is published for it waits; then one attempt is made.")]
    public static partial void EndpointHeldBack(ILogger logger, string endpoint, DateTimeOffset? until, DateTimeOffset? since, int failures);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error,
        Message = "Webhooks to {Endpoint} are disabled: it fails since {Since}, {Failures} times in a row, the last time {Outcome}. What is published for it waits until it is enabled.")]
    public static partial void EndpointDisabled(ILogger logger, string endpoint, DateTimeOffset? since, int failures, WebhookOutcome outcome);

    [LoggerMessage(EventId = 10,
        Message = "Webhook to {Endpoint}: {MessageId} of type {EventType}, attempt {Attempt}: it could not be made. {Verdict}, wait {Wait}.")]
    public static partial void NotSent(
        ILogger logger, LogLevel level, Exception failure, string endpoint, string messageId, string eventType, int attempt, DeliveryVerdict verdict, TimeSpan wait);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "Consumer {Consumer} threw with {MessageId} of type {EventType}, attempt {Attempt}. It counts as a failure.")]
    public static partial void ConsumerThrew(ILogger logger, Exception failure, string consumer, string messageId, string eventType, int attempt);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error,
        Message = "The store refuses what became of the event at place {Place} for consumer {Consumer}, {Verdict}, while it takes others. It is left; the event is delivered again.")]
    public static partial void ResultLeft(ILogger logger, Exception failure, string consumer, long place, DeliveryVerdict verdict);

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning,
        Message = "Webhooks to {Endpoint} keep failing: since {Since}, {Failures} times in a row, the last time {Outcome}. What is published for it waits.")]
    public static partial void EndpointFailing(ILogger logger, string endpoint, DateTimeOffset? since, int failures, WebhookOutcome outcome);

    [LoggerMessage(EventId = 14, Level = LogLevel.Information, Message = "Webhooks to {Endpoint} are taken again. It had failed since {Since}, {Failures} times in a row.")]
    public static partial void EndpointRecovered(ILogger logger, string endpoint, DateTimeOffset? since, int failures);

    [LoggerMessage(EventId = 15, Level = LogLevel.Error,
        Message = "{Count} deliveries have waited for longer than {HeldFor} and are given up. They are dead letters.")]
    public static partial void WaitedTooLong(ILogger logger, int count, TimeSpan heldFor);

    [LoggerMessage(EventId = 16, Level = LogLevel.Error,
        Message = "Receiver {Endpoint} of tenant {Tenant} cannot be used: {Reason}. Can its secrets be opened? What is published for it waits. It is tried again.")]
    public static partial void EndpointUnusable(ILogger logger, string endpoint, string? tenant, string reason);

    [LoggerMessage(EventId = 17, Level = LogLevel.Warning, Message = "The store does not keep the attempt to send a test event to {Endpoint}.")]
    public static partial void AttemptNotKept(ILogger logger, Exception failure, string endpoint);
}
