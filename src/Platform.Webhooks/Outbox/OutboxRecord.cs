using System.Data;
using System.Data.Common;

namespace Platform.Webhooks.Outbox;

/// <summary>An event as stores keep it: the row that publishing inserts.</summary>
public sealed class OutboxRecord
{
    private OutboxRecord(OutboxEvent outboxEvent, DateTimeOffset now)
    {
        (MessageId, Type, Tenant, OrderKey) = (outboxEvent.Id, outboxEvent.Type, outboxEvent.Tenant, outboxEvent.OrderKey);
        (ContentType, TraceParent, Body) = (outboxEvent.ContentType, outboxEvent.TraceParent, outboxEvent.Body.ToArray());
        Channel = outboxEvent.Channel;
        OccurredAt = OutboxTime.Microseconds(now);
    }

    /// <summary>The id of the event.</summary>
    public string MessageId { get; }

    /// <summary>What happened.</summary>
    public string Type { get; }

    /// <summary>Whose event it is.</summary>
    public string? Tenant { get; }

    /// <summary>Where it belongs.</summary>
    public string? Channel { get; }

    /// <summary>What it is about.</summary>
    public string? OrderKey { get; }

    /// <summary>What the payload is.</summary>
    public string ContentType { get; }

    /// <summary>When it was published, in microseconds since 1970.</summary>
    public long OccurredAt { get; }

    /// <summary>The W3C trace context.</summary>
    public string? TraceParent { get; }

    /// <summary>The payload. A copy of its own.</summary>
    public byte[] Body { get; }

    /// <summary>Makes the row of an event.</summary>
    /// <param name="outboxEvent">The event. Nothing of it is kept.</param>
    /// <param name="now">When it is published.</param>
    /// <returns>The row.</returns>
    public static OutboxRecord Of(OutboxEvent outboxEvent, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outboxEvent);
        return new OutboxRecord(outboxEvent, now);
    }

    /// <summary>Gives a command the parameters of <see cref="Stores.IOutboxStore.InsertEvent"/>. By the classes of ADO.NET alone, so that connections that others have wrapped work too.</summary>
    /// <param name="command">The command, with no such parameters yet.</param>
    public void AddTo(DbCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Add(command, "@message_id", DbType.String, MessageId);
        Add(command, "@type", DbType.String, Type);
        Add(command, "@tenant", DbType.String, Tenant);
        Add(command, "@channel", DbType.String, Channel);
        Add(command, "@order_key", DbType.String, OrderKey);
        Add(command, "@content_type", DbType.String, ContentType);
        Add(command, "@occurred_at", DbType.Int64, OccurredAt);
        Add(command, "@trace_parent", DbType.String, TraceParent);
        Add(command, "@body", DbType.Binary, Body);
    }

    internal static void Add(DbCommand command, string name, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value ?? DBNull.Value);
        command.Parameters.Add(parameter);
    }
}
