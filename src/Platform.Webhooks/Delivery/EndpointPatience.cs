namespace Platform.Webhooks.Delivery;

/// <summary>What a receiver may do wrong before somebody hears of it, and before it is disabled.</summary>
/// <param name="WarnAfter">How long it has failed when it is first warned of.</param>
/// <param name="WarnAgainAfter">How long when it is warned of again.</param>
/// <param name="DisableAfter">How long when it is disabled.</param>
/// <param name="DisableAfterFailures">
/// How often it must have failed for that: time alone disables nobody, since a receiver of one event a week that was away once has failed for a week.
/// </param>
internal sealed record EndpointPatience(TimeSpan WarnAfter, TimeSpan WarnAgainAfter, TimeSpan DisableAfter, int DisableAfterFailures)
{
    public static EndpointPatience Of(PlatformWebhooksOptions options) => new(options.WarnAfter, options.WarnAgainAfter, options.DisableAfter, options.DisableAfterFailures);
}
