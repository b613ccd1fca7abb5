using System.Text.Json;
using Platform.Audit.Export;
using Platform.Audit.Export.Ocsf;
using Platform.Audit.Intake;
using Platform.Audit.Records;
using Platform.Conformance.Tests.Frame;

namespace Platform.Conformance.Tests.Suites;

/// <summary>
/// The Open Cybersecurity Schema Framework, which exported events must satisfy (ocsf/ocsf-schema): for each class that is exported, events with everything, with nothing but what must be there, and with
/// texts that were written to break out, each compared with the schema.
/// </summary>
public sealed class OcsfSchema() : RunningSuite(
    "ocsf", "Platform.Audit.Export", "events/base_event.json", "events/application/api_activity.json", "events/application/application_lifecycle.json", "events/iam/authentication.json")
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public override IEnumerable<ConformanceCase> Read(string path, string file)
    {
        var schema = new OcsfRules(path[..^file.Length]);
        return file switch
        {
            "events/application/api_activity.json" => Cases(schema, 6003, EventsOf("request.closed")),
            "events/iam/authentication.json" => Cases(schema, 3002, [.. EventsOf("security.signed-in"), .. EventsOf("security.sign-in-failed"), .. EventsOf("security.signed-out")]),
            "events/application/application_lifecycle.json" => Cases(schema, 6002, [("started", Own(2, [4, .. "desk"u8])), ("stopped", Own(4, []))]),
            "events/base_event.json" => Cases(schema, 0, [("heartbeat", Own(3, [])), ("gap", Own(5, [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 2])), ("unreadable", [1, 2, 3])]),
            _ => throw new FormatException($"Nobody knows how to judge {file}."),
        };
    }

    private static IEnumerable<ConformanceCase> Cases(OcsfRules schema, int classUid, IEnumerable<(string Name, byte[] Record)> records) => records.Select(each => new ConformanceCase(each.Name, _ =>
    {
        using var written = JsonDocument.Parse(new OcsfWriter("audit.example.com").Write([new AuditExportRecord(4_711, each.Record)]));
        return ValueTask.FromResult(written.RootElement.GetProperty("class_uid").GetInt32() == classUid ? schema.Judge(written.RootElement) : $"is of the class {written.RootElement.GetProperty("class_uid")}");
    }));

    private static List<(string Name, byte[] Record)> EventsOf(string name)
    {
        var type = new AuditEventType(name);
        const string Evil = "\"},\r\n{\"class_uid\":0,\u202e\u0000";
        List<AuditEvent> events =
        [
            new AuditEvent(type),
            new AuditEvent(type) { Actor = Evil, Target = Evil, Tenant = Evil, Source = Evil, Correlation = Evil, Reason = Evil, Outcome = AuditOutcome.Failure }.With(Evil, Evil),
            new AuditEvent(type) { Source = "2001:db8::1", Outcome = AuditOutcome.Denied },
            new AuditEvent(type) { Actor = "user:1", Target = "request:1", Tenant = "city", Source = "192.0.2.7", Correlation = "abc", Reason = "why", Outcome = AuditOutcome.Success }
                .With("id", 42).With("is", true).With("at", At).With("guid", Guid.AllBitsSet).With("bytes", [1, 2]).WithPersonal("email", "ada@example.com"),
        ];
        return [.. events.Select((each, at) => ($"{name} {at}", Leaf(AuditIntakeRecord.Write(each, At))))];
    }

    /// <summary>What the log hashes of a row: without what travels behind it, as docs/reference/audit-record.md says.</summary>
    private static byte[] Leaf(byte[] row)
    {
        if ((row[2] & 0x80) == 0)
            return row;
        row[2] = 0;
        return row[..^System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(row.AsSpan()[^4..])];
    }

    /// <summary>A record that a log writes of itself.</summary>
    private static byte[] Own(byte kind, byte[] body) => [1, kind, .. new byte[34], .. body];
}
