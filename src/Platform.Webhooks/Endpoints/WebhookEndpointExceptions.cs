namespace Platform.Webhooks.Endpoints;

/// <summary>What was said of a receiver cannot be.</summary>
/// <param name="property">Which property of <see cref="WebhookEndpointSettings"/>.</param>
/// <param name="message">Why, in a sentence that may be shown to who said it.</param>
public sealed class WebhookEndpointRefusedException(string property, string message) : Exception(message)
{
    /// <summary>Which property of <see cref="WebhookEndpointSettings"/>.</summary>
    public string Property { get; } = property;
}

/// <summary>Somebody else has changed the receiver since.</summary>
/// <param name="id">The receiver.</param>
public sealed class WebhookEndpointConflictException(string id)
    : Exception($"Receiver {id} was changed by somebody else: look at it anew, and try again.");

/// <summary>There are as many as there may be, or it was asked for too often.</summary>
/// <param name="message">What, in a sentence.</param>
/// <param name="retryAfter">When it may be tried again; <see langword="null"/> where waiting does not help.</param>
public sealed class WebhookEndpointLimitException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>When it may be tried again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
