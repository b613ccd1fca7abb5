using Platform.Audit.Records;

namespace Platform.Benchmarks.Audit;

/// <summary>An event with seven properties, as services have them.</summary>
internal readonly record struct RequestClosed(int Id) : IAuditEvent
{
    public const string Actor = "user:4711";
    public const string Target = "request:42";
    public const string Tenant = "city-of-example";
    public const string Source = "192.0.2.7";
    public const string Correlation = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly AuditEventType Type = new("request.closed");

    public AuditEventType EventType => Type;

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Actor(Actor);
        writer.Target(Target);
        writer.Outcome(AuditOutcome.Success);
        writer.Tenant(Tenant);
        writer.Source(Source);
        writer.Correlation(Correlation);
        writer.Integer("id", Id);
    }

    /// <summary>The bytes of its record, for peers that are given bytes.</summary>
    public byte[] ToRecord()
    {
        var writer = AuditEventWriter.Begin(Type);
        WriteTo(ref writer);
        RecordHeader.Write(writer.Record, AuditRecordKind.Event, occurred: 1, producer: 1, sequence: 1);
        var record = writer.Record.ToArray();
        writer.Return();
        return record;
    }
}
