namespace Platform.Audit;

/// <summary>How a process appends to its audit log. Where it is kept and what signs it is said on the builder. Read once, when the host starts.</summary>
public sealed class PlatformAuditOptions
{
    /// <summary>Which log this is, in every checkpoint (C2SP tlog-checkpoint): best a URL without a scheme. It stays for the life of the log.</summary>
    /// <value><see langword="null"/>: the name of the key that signs.</value>
    public string? Origin { get; set; }

    /// <summary>What this process calls itself in the log when it begins: at most 63 characters.</summary>
    /// <value><see langword="null"/>: the name of the machine.</value>
    public string? ProducerName { get; set; }

    /// <summary>What happens to what somebody does when it cannot be recorded, unless the event or <see cref="Events"/> say otherwise.</summary>
    /// <value><see cref="WhenAuditUnavailable.Reject"/>.</value>
    public WhenAuditUnavailable WhenUnavailable { get; set; } = WhenAuditUnavailable.Reject;

    /// <summary>The same for single events, by name. It counts before what the event itself says.</summary>
    /// <value>Empty.</value>
    public IDictionary<string, WhenAuditUnavailable> Events { get; } = new Dictionary<string, WhenAuditUnavailable>(StringComparer.Ordinal);

    /// <summary>How long whoever appends waits for the level that was asked for, 10 ms to ten minutes.</summary>
    /// <value>Five seconds.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the end waits until everything is recorded and signed, up to ten minutes. Where the host's own patience is over earlier
    /// (<c>HostOptions.ShutdownTimeout</c>, which all its services share), the rest is waited for when its services are disposed of.
    /// </summary>
    /// <value>Ten seconds.</value>
    public TimeSpan StopDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long records wait for the checkpoint that covers them when nobody asks for it, 10 ms to a day.</summary>
    /// <value>One second.</value>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a process says in the log that it is alive, a second to a day; zero for never.</summary>
    /// <value>One minute.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the log looks for events that were committed in transactions of others (<see cref="IAuditIntake"/>), 10 ms to a minute; zero for
    /// never, and then a process that does not have the log cannot leave records there.</summary>
    /// <value>100 ms.</value>
    public TimeSpan IntakeInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether reading is recorded: <see cref="IAuditReader.ReadAsync"/> as an event <c>audit.read</c>, <see cref="IAuditReader.QueryAsync"/> as
    /// <c>audit.queried</c>, before anything is returned. As with any event, what cannot be recorded is
    /// refused, unless <see cref="Events"/> says otherwise.</summary>
    /// <value><see langword="true"/>.</value>
    public bool RecordReads { get; set; } = true;

    /// <summary>
    /// How long events are kept, by name or, with <c>.*</c> at the end, by how names begin: the whole name counts before a beginning, and a longer beginning before a shorter one. What is beside a record (its personal fields) is erased when the time
    /// of its class has ended; a partition is dropped when the time of every record in it has. <see cref="TimeSpan.MaxValue"/> is for ever. Nothing happens by itself: <see cref="Retention.IAuditRetention.ApplyAsync"/> does it.
    /// </summary>
    /// <value>Empty.</value>
    public IDictionary<string, TimeSpan> Retention { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>How long all other events are kept, those of the log itself (<c>audit.*</c>) among them.</summary>
    /// <value><see langword="null"/>: for ever, which keeps every partition that has one.</value>
    public TimeSpan? RetentionOtherwise { get; set; }

    /// <summary>Whether records may be dropped without an archive (<c>ArchiveTo</c>): what they said is then gone for good, and their hashes alone stay.</summary>
    /// <value><see langword="false"/>: nothing is dropped where there is no archive.</value>
    public bool DropsWithoutArchive { get; set; }

    /// <summary>How many records go into one transaction at most, 1 to 100,000.</summary>
    /// <value>4,096.</value>
    public int MostInBatch { get; set; } = 4_096;

    /// <summary>How many bytes of records go into one transaction at most, from 65,535 to 256 MiB. It is also how much of an intake is read at once.</summary>
    /// <value>8 MiB.</value>
    public long MostInBatchBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Whether a log that was signed before may start with an anchor that has nothing. Set it for one start when a log gets its first anchor; otherwise an
    /// anchor that is gone is a sign that
    /// somebody has taken it away.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool AcceptsEmptyAnchor { get; set; }

    /// <summary>
    /// Whether a log may start although a witness has cosigned more of it than its store has, or another history. Set it for one start where it is known that the witness is wrong; otherwise
    /// the store was restored from a backup, and going on would make a second history. A witness that does not answer within half of <see cref="Deadline"/> keeps no log from starting.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool AcceptsWitnessConflict { get; set; }

    /// <summary>How many witnesses must have cosigned a checkpoint before an event is <see cref="AuditAcknowledgement.Witnessed"/>.</summary>
    /// <value><see langword="null"/>: all of those that <c>WitnessedBy</c> names.</value>
    public int? RequiredWitnesses { get; set; }

    /// <summary>
    /// How many events may wait for the store. Whoever appends one more waits for room, until <see cref="Deadline"/>; as many again may stand in line so, and
    /// whoever comes then is refused at once. Events that may happen
    /// without their record fill three quarters at most.
    /// </summary>
    /// <value>65,536.</value>
    public int MostWaiting { get; set; } = 65_536;

    /// <summary>How many bytes of events may wait for the store, from 65,535.</summary>
    /// <value>64 MiB.</value>
    public long MostWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The same for the log of a tenant, whose anchor and witness is the log of the host.</summary>
    internal PlatformAuditOptions ForTenant(string origin, TimeSpan checkpointInterval)
    {
        var options = (PlatformAuditOptions)MemberwiseClone();
        (options.Origin, options.CheckpointInterval, options.RequiredWitnesses) = (origin, checkpointInterval, null);
        return options;
    }
}
