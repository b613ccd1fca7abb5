namespace Platform.Audit;

/// <summary>How the logs of tenants are kept open and stated. Everything else is as <see cref="PlatformAuditOptions"/> says. Read once,
/// when the host starts.</summary>
public sealed class PlatformAuditTenantsOptions
{
    /// <summary>
    /// How long records of a tenant wait for the checkpoint that covers them when nobody asks for it, 10 ms to a day. Each checkpoint is a
    /// record of the host's log, so this is also how many of those there are, and how much of a
    /// tenant's log could be taken away at most without being noticed.
    /// </summary>
    /// <value>One minute.</value>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a log stays open that nobody uses, 10 ms to a day. Opening and closing are a record each in it.</summary>
    /// <value>One minute.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many logs are open at most, in use or not. Where all are in use, whoever wants another waits, up to
    /// <see cref="PlatformAuditOptions.Deadline"/>. In PostgreSQL each has a connection.
    /// </summary>
    /// <value>64.</value>
    public int MostOpen { get; set; } = 64;
}
