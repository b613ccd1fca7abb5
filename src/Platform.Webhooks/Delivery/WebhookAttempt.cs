using Platform.Webhooks.Destinations;

namespace Platform.Webhooks.Delivery;

/// <summary>What an attempt to deliver a webhook came to.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The HTTP status, where one came.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone: at most a day.</param>
/// <param name="Fault">What is wrong with the destination, for <see cref="WebhookOutcome.DestinationRefused"/> and <see
/// cref="WebhookOutcome.NotTried"/>.</param>
/// <param name="Duration">How long it took.</param>
public readonly record struct WebhookAttempt(WebhookOutcome Outcome, int? Status, TimeSpan? RetryAfter, DestinationFault Fault, TimeSpan Duration)
{
    /// <summary>The attempt in a few words. It holds nothing that the receiver wrote.</summary>
    public string Reason => Outcome switch
    {
        WebhookOutcome.DestinationRefused or WebhookOutcome.NotTried => $"{Outcome}: {Fault}",
        _ when Status is { } status => $"{Outcome}: {status}",
        _ => Outcome.ToString(),
    };
}
