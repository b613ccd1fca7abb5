namespace Platform.Webhooks;

/// <summary>What holds for receivers that come and go while programs run.</summary>
public sealed class PlatformWebhooksEndpointsOptions
{
    /// <summary>How many receivers a tenant may have.</summary>
    /// <value>50.</value>
    public int MostOfTenant { get; set; } = 50;

    /// <summary>For how long a secret signs beside the one that has replaced it.</summary>
    /// <value>1 day.</value>
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How many challenges and test events a tenant may have sent in a minute, by one process: each calls a stranger whom somebody has
    /// named.
    /// </summary>
    /// <value>10.</value>
    public int MostCallsPerMinute { get; set; } = 10;

    /// <summary>
    /// How many changes of receivers a tenant may make in a minute, by one process; 20 of them at once. Each is a transaction that all
    /// processes hear of.
    /// </summary>
    /// <value>60.</value>
    public int MostChangesPerMinute { get; set; } = 60;

    /// <summary>
    /// Whether receivers may be made that are of no tenant. They get the events of all tenants, and those of none: for programs that have no
    /// tenants, and for whoever runs one that has.
    /// </summary>
    /// <value><see langword="false"/>: a tenant that somebody forgot to name is refused.</value>
    public bool AllowOwn { get; set; }

    /// <summary>For how long attempts are kept.</summary>
    /// <value>30 days.</value>
    public TimeSpan AttemptsKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many attempts are kept of each receiver, for people to look at: the latest ones. 0 keeps none.</summary>
    /// <value>100.</value>
    public int AttemptsKept { get; set; } = 100;

    /// <summary>How many bytes are kept of what was sent and of what was answered, each.</summary>
    /// <value>4,096.</value>
    public int BytesKept { get; set; } = 4096;
}
