namespace Platform.Webhooks.Delivery;

/// <summary>How an attempt to deliver a webhook ended.</summary>
public enum WebhookOutcome
{
    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>The receiver wants no more: 410.</summary>
    Gone,

    /// <summary>The receiver has too much to do: 429, 502, 503 or 504.</summary>
    Throttled,

    /// <summary>The receiver answered anything else; a redirect, which is not followed, among it.</summary>
    Rejected,

    /// <summary>The receiver did not answer in time, at whatever stage.</summary>
    TimedOut,

    /// <summary>No connection, no TLS, or no HTTP: whatever broke off before a status came.</summary>
    NotReached,

    /// <summary>The destination is not allowed; nothing was sent.</summary>
    DestinationRefused,

    /// <summary>Nothing was sent, and the receiver has no part in it: this process looks up as many names as it may, and none was done in time.</summary>
    NotTried,
}
