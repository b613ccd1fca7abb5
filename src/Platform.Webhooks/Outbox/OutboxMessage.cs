using System.Data.Common;

namespace Platform.Webhooks.Outbox;

/// <summary>An event on its way to one consumer.</summary>
public sealed class OutboxMessage
{
    /// <summary>The id of the event, the same for every attempt.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required string Type { get; init; }

    /// <summary>Whose event it is, if anybody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>What it is about, if it has an order.</summary>
    public string? OrderKey { get; init; }

    /// <summary>What the payload is.</summary>
    public required string ContentType { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The payload, to the byte as it was published.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Which attempt this is: 1 for the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>Its place among all events: dependent ones in the order of their commits.</summary>
    public required long Place { get; init; }

    /// <summary>The W3C trace context in which it was published. For the own system, never for strangers.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Reads the row that a store's reader stands at. For stores in databases.</summary>
    /// <param name="reader">Its columns are place, failures so far, id, type, tenant, order key, content type, time of the event in microseconds since 1970, trace context, body.</param>
    /// <returns>The message.</returns>
    public static OutboxMessage Read(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new()
        {
            Place = reader.GetInt64(0),
            Attempt = reader.GetInt32(1) + 1,
            Id = reader.GetString(2),
            Type = reader.GetString(3),
            Tenant = reader.IsDBNull(4) ? null : reader.GetString(4),
            OrderKey = reader.IsDBNull(5) ? null : reader.GetString(5),
            ContentType = reader.GetString(6),
            OccurredAt = OutboxTime.Instant(reader.GetInt64(7)),
            TraceParent = reader.IsDBNull(8) ? null : reader.GetString(8),
            Body = reader.GetFieldValue<byte[]>(9),
        };
    }
}
