using Platform.Webhooks.Delivery;

namespace Platform.Webhooks.Outbox.Stores;

/// <summary>An attempt to deliver, as it is kept for people to look at.</summary>
public sealed record KeptAttempt
{
    /// <summary>Later ones have greater numbers.</summary>
    public long Number { get; init; }

    /// <summary>The receiver.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The id of the event.</summary>
    public required string MessageId { get; init; }

    /// <summary>The type of the event.</summary>
    public required string Type { get; init; }

    /// <summary>Which attempt it was: 1 for the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required WebhookOutcome Outcome { get; init; }

    /// <summary>The status, where one came.</summary>
    public int? Status { get; init; }

    /// <summary>The beginning of what was sent.</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>How many bytes were sent.</summary>
    public required int RequestLength { get; init; }

    /// <summary>The beginning of what was answered. A stranger wrote it: show it as text, and never as anything else.</summary>
    public required ReadOnlyMemory<byte> Answer { get; init; }
}
