namespace Platform.Hosting;

/// <summary>With which keys the secrets of webhook receivers are sealed.</summary>
public sealed class WebhookEncryptionOptions
{
    /// <summary>The tenant whose key seals for receivers that are no tenant's. Others are sealed with a key of their own tenant.</summary>
    /// <value>Default: <c>webhooks</c>.</value>
    public string Tenant { get; set; } = "webhooks";

    /// <summary>The purpose of the keys.</summary>
    /// <value>Default: <c>secrets of webhook receivers</c>.</value>
    public string Purpose { get; set; } = "secrets of webhook receivers";
}
