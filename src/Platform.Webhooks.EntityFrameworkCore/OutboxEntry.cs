using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.EntityFrameworkCore;

/// <summary>A row of the outbox. It is only ever added.</summary>
internal sealed class OutboxEntry
{
    public required string MessageId { get; init; }

    public required string Type { get; init; }

    public string? Tenant { get; init; }

    public string? Channel { get; init; }

    public string? OrderKey { get; init; }

    public required string ContentType { get; init; }

    public long OccurredAt { get; init; }

    public string? TraceParent { get; init; }

    public required byte[] Body { get; init; }

    public static OutboxEntry Of(OutboxRecord record) => new()
    {
        MessageId = record.MessageId,
        Type = record.Type,
        Tenant = record.Tenant,
        Channel = record.Channel,
        OrderKey = record.OrderKey,
        ContentType = record.ContentType,
        OccurredAt = record.OccurredAt,
        TraceParent = record.TraceParent,
        Body = record.Body,
    };
}
