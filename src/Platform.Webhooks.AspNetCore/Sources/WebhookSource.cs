using System.Collections.Frozen;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Sources;

/// <summary>A sender, ready to be verified.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verifier">Verifies its messages.</param>
/// <param name="KeyIds">The ids of its keys, for the log.</param>
/// <param name="MaxBodyBytes">How many bytes its bodies may have.</param>
/// <param name="Accounts">The customers of the sender whose challenges are answered.</param>
internal sealed record WebhookSource(string Name, WebhookVerifier Verifier, string KeyIds, int MaxBodyBytes, FrozenSet<string> Accounts)
{
    /// <summary>A secret is of one customer of the sender; with another kind of key it may sign for all.</summary>
    private const string SecretVersion = "v1";

    /// <summary>Whether who asks may be told that its webhooks are wanted.</summary>
    public bool Wants(string? account, IWebhookVerificationKey key) =>
        account is not null && Accounts.Contains(account) || (Accounts.Count == 0 && key.Version == SecretVersion);
}
