namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What becomes of a delivery after an attempt.</summary>
public enum DeliveryVerdict
{
    /// <summary>It is delivered.</summary>
    Done,

    /// <summary>It is tried again later.</summary>
    Retry,

    /// <summary>It is given up, and kept among the dead letters.</summary>
    Dead,

    /// <summary>It is tried again later, and the attempt does not count: it says nothing of the event.</summary>
    Later,
}
