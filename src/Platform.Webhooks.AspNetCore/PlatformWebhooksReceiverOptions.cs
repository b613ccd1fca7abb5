namespace Platform.Webhooks.AspNetCore;

/// <summary>From whom webhooks are received, and what is asked of them.</summary>
public sealed class PlatformWebhooksReceiverOptions
{
    /// <summary>The senders by name. An endpoint says whose it is by this name, which also stands in logs and metrics.</summary>
    /// <value>None.</value>
    public IDictionary<string, WebhookSourceOptions> Sources { get; } = new Dictionary<string, WebhookSourceOptions>(StringComparer.Ordinal);

    /// <summary>How far a timestamp may lie from the clock, to either side.</summary>
    /// <value>5 minutes, as the senders' own libraries have it.</value>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many bytes a body may have. More is refused before it is read.</summary>
    /// <value>262,144 (256 KiB).</value>
    public int MaxBodyBytes { get; set; } = 262_144;

    /// <summary>How long a handler may take before another delivery of the same message is handled too: it holds for processes that crash.</summary>
    /// <value>1 minute.</value>
    public TimeSpan HandlerLease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it is remembered that a message was handled.</summary>
    /// <value>4 days: longer than the retries of Standard Webhooks, which take 75 hours.</value>
    public TimeSpan ReplayRetention { get; set; } = TimeSpan.FromDays(4);

    /// <summary>Adds a sender, or changes the one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Sets its scheme and secrets.</param>
    /// <returns>This, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public PlatformWebhooksReceiverOptions Source(string name, Action<WebhookSourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (!Sources.TryGetValue(name, out var source))
            Sources[name] = source = new WebhookSourceOptions();
        configure(source);
        return this;
    }
}
