namespace Platform.Audit.Sequencing;

/// <summary>Why nothing can be recorded now.</summary>
/// <param name="Message">For people.</param>
/// <param name="Failure">What the store said, if it did.</param>
internal sealed record AuditUnavailability(string Message, Exception? Failure = null)
{
    public static readonly AuditUnavailability TooSlow = new("The store of the audit log has not answered in time.");
    public static readonly AuditUnavailability Full = new("Too many events wait for the store of the audit log.");
    public static readonly AuditUnavailability Elsewhere = new("Another process adds to this audit log.");
    public static readonly AuditUnavailability Unpublished = new("No checkpoint of the audit log that covers the event could be published in time.");
    public static readonly AuditUnavailability SignedElsewhere = new("Another process adds to this audit log and signs it: here an event is acknowledged as durable, and not as more.");
    public static readonly AuditUnavailability Unwitnessed = new("Too few witnesses have cosigned a checkpoint of the audit log that covers the event in time.");
    public static readonly AuditUnavailability Stopped = new("The audit log has been stopped.");

    public static readonly AuditUnavailability NoRoom = new("As many audit logs of tenants as may be open are in use (MostOpen).");
    public static readonly AuditUnavailability InUse = new("The audit log of the tenant is in use.");

    public AuditUnavailableException ToException(bool mayBeRecorded) =>
        new(mayBeRecorded ? $"{Message} The event may be recorded all the same." : $"{Message} The event is not recorded.", mayBeRecorded, Failure);
}
