using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Sources;

/// <summary>A sender, ready to be verified.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verifier">Verifies its messages.</param>
/// <param name="KeyIds">The ids of its keys, for the log.</param>
/// <param name="MaxBodyBytes">How many bytes its bodies may have.</param>
internal sealed record WebhookSource(string Name, WebhookVerifier Verifier, string KeyIds, int MaxBodyBytes);
