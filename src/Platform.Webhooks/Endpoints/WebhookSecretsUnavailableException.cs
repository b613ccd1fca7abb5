namespace Platform.Webhooks.Endpoints;

/// <summary>
/// What seals the secrets of receivers does not seal or open them now. Nothing was changed. Its message shows nothing of a secret.
/// </summary>
/// <param name="endpoint">The receiver.</param>
/// <param name="reason">What it failed with; a <see cref="TimeoutException"/> where it did not answer in time.</param>
public sealed class WebhookSecretsUnavailableException(string endpoint, Exception reason)
    : Exception($"The secrets of receiver {endpoint} cannot be sealed or opened now.", reason);
