using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore;

/// <summary>What the package logs: one line for each request, with all that is known of it.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Webhook of {Source} handled: id {Id}, type {EventType}, sent {SentAt}, {Bytes} bytes, key {KeyId}, from {RemoteAddress}.")]
    public static partial void Handled(
        ILogger logger, string source, string? id, string? eventType, DateTimeOffset? sentAt, int bytes, string keyId, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "Webhook of {Source} refused: {Fault} in {Field}, scheme {Scheme}, {Bytes} bytes, sent {SentAt}, {SkewSeconds} s from the clock, "
            + "signed by key {KeyId}, keys at hand {Keys}, from {RemoteAddress}, values {Values}.")]
    public static partial void Refused(
        ILogger logger, string source, WebhookFault fault, string? field, string scheme, int bytes, DateTimeOffset? sentAt, double? skewSeconds,
        string? keyId, string keys, IPAddress? remoteAddress, string values);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information,
        Message = "Webhook of {Source} was handled before and is not handled again: id {Id}, type {EventType}, sent {SentAt}, key {KeyId}, from {RemoteAddress}.")]
    public static partial void Replayed(
        ILogger logger, string source, string? id, string? eventType, DateTimeOffset? sentAt, string keyId, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information,
        Message = "Webhook of {Source} is being handled already, and the sender is asked to come back: id {Id}, type {EventType}, from {RemoteAddress}.")]
    public static partial void InProgress(ILogger logger, string source, string? id, string? eventType, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error,
        Message = "Webhook of {Source} cannot be claimed, because the replay store is full; the sender is asked to come back: id {Id}, type {EventType}.")]
    public static partial void StoreFull(ILogger logger, string source, string? id, string? eventType);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "Webhook of {Source} refused: larger than {MaxBodyBytes} bytes, from {RemoteAddress}.")]
    public static partial void TooLarge(ILogger logger, string source, int maxBodyBytes, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error,
        Message = "Webhook of {Source} is authentic and cannot be read as {Type}: id {Id}, type {EventType}, {Bytes} bytes, key {KeyId}.")]
    public static partial void Unreadable(
        ILogger logger, Exception failure, string source, string type, string? id, string? eventType, int bytes, string keyId);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error,
        Message = "The handler of webhooks of {Source} failed, and the sender will send it again: id {Id}, type {EventType}, sent {SentAt}, {Bytes} bytes, key {KeyId}.")]
    public static partial void HandlerFailed(
        ILogger logger, Exception failure, string source, string? id, string? eventType, DateTimeOffset? sentAt, int bytes, string keyId);

    [LoggerMessage(EventId = 9, Level = LogLevel.Warning,
        Message = "Webhook of {Source} was handled, and the replay store could not be told: id {Id}. Another delivery of it would be handled again.")]
    public static partial void NotRemembered(ILogger logger, Exception failure, string source, string? id);

    [LoggerMessage(EventId = 10, Level = LogLevel.Error,
        Message = "The replay store failed, and the sender of {Source} is asked to come back: id {Id}, type {EventType}.")]
    public static partial void StoreFailed(ILogger logger, Exception failure, string source, string? id, string? eventType);

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Consumer {Consumer} of the outbox was {Switched} by {User}.")]
    public static partial void Switched(ILogger logger, string consumer, string switched, string? user);

    [LoggerMessage(EventId = 12, Level = LogLevel.Information, Message = "{Count} dead letters of consumer {Consumer} wait again, by {User}.")]
    public static partial void Revived(ILogger logger, string consumer, int count, string? user);

    [LoggerMessage(EventId = 13, Level = LogLevel.Information,
        Message = "Redelivery {Id} to consumer {Consumer} was begun by {User}: {Scope}, published from {From} until {Until}.")]
    public static partial void RedeliveryStarted(
        ILogger logger, long id, string consumer, RedeliveryScope scope, DateTimeOffset from, DateTimeOffset until, string? user);

    [LoggerMessage(EventId = 14, Level = LogLevel.Information, Message = "Redelivery {Id} was cancelled by {User}.")]
    public static partial void RedeliveryCancelled(ILogger logger, long id, string? user);

    [LoggerMessage(EventId = 15, Level = LogLevel.Information, Message = "The sender of {Source} asks whether its webhooks are wanted, and was told so: key {KeyId}, from {RemoteAddress}.")]
    public static partial void Challenged(ILogger logger, string source, string keyId, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 16, Level = LogLevel.Warning,
        Message = "The sender of {Source} asks whether webhooks of its account {Account} are wanted, and was not answered: "
            + "if they are, add the account to Accounts of the source. Key {KeyId}, from {RemoteAddress}.")]
    public static partial void NotWanted(ILogger logger, string source, string? account, string keyId, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 17, Level = LogLevel.Warning,
        Message = "The database did not answer in time what was asked of redeliveries to consumer {Consumer}.")]
    public static partial void TookTooLong(ILogger logger, Exception failure, string consumer);
}
