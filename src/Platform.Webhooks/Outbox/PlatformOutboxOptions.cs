namespace Platform.Webhooks.Outbox;

/// <summary>How events leave the outbox.</summary>
public sealed class PlatformOutboxOptions
{
    /// <summary>When what failed is tried again. For code only; a configuration cannot say it.</summary>
    /// <value><see cref="RetrySchedule.Standard"/>: ten attempts over three days.</value>
    public RetrySchedule Retry { get; set; } = RetrySchedule.Standard;

    /// <summary>How long a handler may take for one event.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many events one handler may have in hand at once, in this process.</summary>
    /// <value>8.</value>
    public int HandlerConcurrency { get; set; } = 8;

    /// <summary>
    /// How long a process holds a consumer without saying that it still lives. After a crash its events wait for so long. The clocks of all processes must agree better than that.
    /// </summary>
    /// <value>30 seconds.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long events are kept after they were published, delivered ones too. What still waits or was given up is kept for longer.</summary>
    /// <value>7 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long after it was published an event may wait for a consumer that is disabled, held back or not there, before it is given up for it. It must be
    /// longer than all of
    /// <see cref="Retry"/>, and a day. The events of a whole day are kept for as long as one of them waits.
    /// </summary>
    /// <value>30 days.</value>
    public TimeSpan HeldFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long what was given up is kept. After that it can no longer be delivered again.</summary>
    /// <value>30 days.</value>
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the inbox remembers what has entered. It must be longer than an event can be on its way: all of <see cref="Retry"/>, and a day.</summary>
    /// <value>30 days.</value>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether this process delivers. One that only publishes makes no tables, opens no lanes, listens to nothing and asks the store for nothing, and needs no right but to insert events.</summary>
    /// <value>It does.</value>
    public bool Dispatch { get; set; } = true;

    /// <summary>How old the oldest event of a handler may be before the health check says that it is behind.</summary>
    /// <value>1 hour.</value>
    public TimeSpan DegradedAfter { get; set; } = TimeSpan.FromHours(1);
}
