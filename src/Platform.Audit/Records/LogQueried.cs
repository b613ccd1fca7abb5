using System.Globalization;

namespace Platform.Audit.Records;

/// <summary>Somebody has searched the log. What he looked for is personal where it can be: a name that is typed into a search would otherwise stand in the log for ever.</summary>
internal readonly record struct LogQueried(AuditQuery Query, int Found, bool KeepsPersonal) : IAuditEvent
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
        Write(ref writer, "queriedActor", Short(Query.Actor));
        writer.Text("queriedCorrelation", Short(Query.Correlation));
        writer.Text("queriedOutcome", Query.Outcome is { } outcome ? Name(outcome) : null);
        Write(ref writer, "queriedTarget", Short(Query.Target));
        writer.Text("queriedTenant", Short(Query.Tenant));
        Write(ref writer, "queriedText", Short(Query.Text));
    }

    private void Write(ref AuditEventWriter writer, string name, string? value)
    {
        if (KeepsPersonal)
            writer.Personal(name, value);
        else
            writer.Text(name, value);
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
