namespace Platform.Webhooks.AspNetCore;

/// <summary>How the portal of receivers behaves.</summary>
public sealed class PlatformWebhooksPortalOptions
{
    /// <summary>For how long somebody stays in who has come by a link. There is no way back in but another link.</summary>
    /// <value>1 hour.</value>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The sites whose pages may show the portal in a frame, each as its origin: <c>https://app.example.com</c>. There whoever is in is so
    /// by a cookie that browsers keep for that site alone (<c>SameSite=None; Secure; Partitioned</c>), so the portal has to be served over
    /// HTTPS. A page that may frame it can lay something over it: name your own alone.
    /// </summary>
    /// <value>None: no page may.</value>
    public IList<string> FrameAncestors { get; } = [];

    /// <summary>What the portal is called in its title: the name of the product whose events these are.</summary>
    /// <value><c>Webhooks</c>.</value>
    public string Title { get; set; } = "Webhooks";
}
