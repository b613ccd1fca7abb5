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
}
