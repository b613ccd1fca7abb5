namespace Platform.Webhooks;

/// <summary>Where webhooks may be sent, and what finding the way there may cost.</summary>
public sealed class PlatformWebhooksOptions
{
    /// <summary>Whether <c>http</c> may be called too, on port 80. Everybody on the way reads what is sent so.</summary>
    /// <value><see langword="false"/>.</value>
    public bool AllowHttp { get; set; }

    /// <summary>Ports that may be called besides that of the scheme.</summary>
    /// <value>None.</value>
    public IList<int> AdditionalPorts { get; } = [];

    /// <summary>
    /// Networks that may be called although they are not public, as <c>10.1.0.0/16</c>. Whoever may choose a destination can then reach every port in
    /// them that is allowed.
    /// </summary>
    /// <value>None.</value>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>
    /// Names that may be called although they are local: <c>receiver</c> for one, <c>.svc.internal</c> for all below. Their addresses must be in <see
    /// cref="AllowedNetworks"/> as well.
    /// </summary>
    /// <value>None.</value>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>How many characters a URL may have.</summary>
    /// <value>2,048.</value>
    public int MaxUrlLength { get; set; } = 2048;

    /// <summary>How many names are looked up at once; each may hold a thread until its name server answers.</summary>
    /// <value>16.</value>
    public int MaxConcurrentLookups { get; set; } = 16;

    /// <summary>How long looking a name up may take, waiting for a place included.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting may take, over all addresses of a name together. With <see cref="LookupTimeout"/> added, it bounds TLS too.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an attempt to deliver may take in all: looking up, connecting, TLS, header fields and body. Standard Webhooks 1.0.0 asks for 15 to 30 seconds.</summary>
    /// <value>20 seconds.</value>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a receiver has failed, without a delivery in between, when it is first warned of: in the log, and by an event of type
    /// <c>platform.webhooks.endpoint.failing</c>.
    /// </summary>
    /// <value>1 day.</value>
    public TimeSpan WarnAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a receiver has failed when it is warned of again, for the last time.</summary>
    /// <value>3 days.</value>
    public TimeSpan WarnAgainAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>
    /// How often a receiver must have failed, without a delivery in between, before <see cref="DisableAfter"/> disables it. Time alone would disable a
    /// receiver of one event a week that was away once.
    /// </summary>
    /// <value>20.</value>
    public int DisableAfterFailures { get; set; } = 20;

    /// <summary>
    /// How long a receiver may fail, without a delivery in between and at least <see cref="DisableAfterFailures"/> times, before it is disabled. What is
    /// published for it waits until <c>IOutboxStore.SwitchAsync</c> enables it.
    /// </summary>
    /// <value>5 days.</value>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How many bytes of an answer's body are read, so that its connection can be used again. With more, it is closed.</summary>
    /// <value>65,536.</value>
    public int MaxResponseBytes { get; set; } = 64 * 1024;
}
