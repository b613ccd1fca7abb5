namespace Platform.Webhooks.AspNetCore;

/// <summary>How the portal of receivers behaves.</summary>
public sealed class PlatformWebhooksPortalOptions
{
    /// <summary>For how long somebody stays in who has come by a link. There is no way back in but another link.</summary>
    /// <value>1 hour.</value>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What the portal is called in its title: the name of the product whose events these are.</summary>
    /// <value><c>Webhooks</c>.</value>
    public string Title { get; set; } = "Webhooks";
}
