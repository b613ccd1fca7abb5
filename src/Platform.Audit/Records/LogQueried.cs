using System.Globalization;

namespace Platform.Audit.Records;

/// <summary>Somebody has searched the log.</summary>
internal readonly record struct LogQueried(AuditQuery Query, int Found) : IAuditEvent
{
    private static readonly AuditEventType Type = AuditEventType.Own("audit.queried");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target("log");
        writer.Outcome(AuditOutcome.Success);
        writer.Integer("after", Query.After);
        writer.Time("before", Query.Before);
        writer.Integer("found", Found);
        writer.Time("from", Query.From);
        writer.Text("queriedAction", Short(Query.Action));
        writer.Text("queriedActor", Short(Query.Actor));
        writer.Text("queriedCorrelation", Short(Query.Correlation));
        writer.Text("queriedOutcome", Query.Outcome is { } outcome ? Name(outcome) : null);
        writer.Text("queriedTarget", Short(Query.Target));
        writer.Text("queriedTenant", Short(Query.Tenant));
        writer.Text("queriedText", Short(Query.Text));
    }

    /// <summary>Whoever asks for something endless is recorded too.</summary>
    private static string? Short(string? text) => text is { Length: > 1_000 } ? text[..1_000] : text;

    private static string Name(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Success => "success",
        AuditOutcome.Failure => "failure",
        AuditOutcome.Denied => "denied",
        _ => ((int)outcome).ToString(CultureInfo.InvariantCulture),
    };
}
