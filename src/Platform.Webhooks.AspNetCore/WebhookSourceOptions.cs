namespace Platform.Webhooks.AspNetCore;

/// <summary>One sender of webhooks.</summary>
public sealed class WebhookSourceOptions
{
    /// <summary>How it signs: <c>standard</c>, <c>svix</c>, <c>stripe</c>, <c>github</c>, <c>slack</c> or <c>shopify</c>.</summary>
    /// <value><c>standard</c>.</value>
    public string Scheme { get; set; } = "standard";

    /// <summary>
    /// Its secrets as it hands them out, any of which will do: one, or while it is changed the old and the new. With <c>AddEd25519()</c> also
    /// <c>whpk_</c> public keys of
    /// senders that sign by the standard.
    /// </summary>
    /// <value>None; at least one is needed.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>
    /// The customers of the sender whose webhooks are wanted here, as it names them in the <c>account</c> of a challenge. With a <c>whpk_</c> public key,
    /// which signs for all of its customers,
    /// no other challenge is answered: else any of them could have its events sent here, and they would be authentic.
    /// </summary>
    /// <value>None: challenges under a secret, which is of one customer alone, are answered; those under a public key are not.</value>
    public IList<string> Accounts { get; } = [];

    /// <summary>How far its timestamp may lie from the clock, to either side.</summary>
    /// <value><see langword="null"/>: <see cref="PlatformWebhooksReceiverOptions.Tolerance"/>.</value>
    public TimeSpan? Tolerance { get; set; }

    /// <summary>How many bytes its bodies may have.</summary>
    /// <value><see langword="null"/>: <see cref="PlatformWebhooksReceiverOptions.MaxBodyBytes"/>.</value>
    public int? MaxBodyBytes { get; set; }
}
