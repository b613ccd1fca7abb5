using Platform.Audit.Catalogs;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Catalogs;

/// <summary>Events that are declared here, as a user declares them: what stands in their records.</summary>
[AuditCatalog("town")]
public static partial class TownAudit
{
    public enum Colour
    {
        Red,
        Green,
    }

    [AuditEvent("fence.painted", Target = "fence:{Id}", Outcome = AuditOutcome.Success)]
    public readonly partial record struct FencePainted(string? Actor, int Id, Colour Colour, Colour? Before, DateTimeOffset? At, Guid Job, byte[]? Photo, bool IsWet, string? Reason);

    [AuditEvent("fence.reported", Target = "fence:{Id}", Subject = "resident:{Resident}")]
    public readonly partial record struct FenceReported(int Id, [property: NotAudited] int Resident, [property: Personal] string? Source, [property: Personal] string? Email, string? Colour);

    [AuditEvent("gate.opened", WhenUnavailable = WhenAuditUnavailable.Allow)]
    public sealed partial record GateOpened(AuditOutcome Outcome, string? Target, string? Z, string? A, string? Ä);

    public abstract record OfDistrict(string? Actor, int District)
    {
        [NotAudited]
        public string Secret => "hidden";

        public virtual string Shift => "day";
    }

    [AuditEvent("lamp.lit", Target = "lamp:{Id}")]
    public sealed partial record LampLit(string? Actor, int District, int Id) : OfDistrict(Actor, District)
    {
        public override string Shift => "night";
    }
}

public sealed class DeclaredEventTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_property_stands_in_the_record_under_its_name()
    {
        var painted = new TownAudit.FencePainted("ada", 7, TownAudit.Colour.Green, null, Start, new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"), [1, 2], true, "rain");

        Assert.Equal(
            "event \"town.fence.painted\" actor=\"ada\" target=\"fence:7\" outcome=success reason=\"rain\" \"at\"=2026-03-10T12:00:00.000000Z \"colour\"=\"Green\" \"id\"=7 \"isWet\"=true \"job\"=01020304-0506-0708-090a-0b0c0d0e0f10 \"photo\"=0102",
            Written(painted));
    }

    [Fact]
    public void What_is_absent_is_left_out_and_names_are_in_the_order_of_their_bytes() => Assert.Equal(
        "event \"town.gate.opened\" outcome=denied \"a\"=\"1\" \"z\"=\"2\" \"ä\"=\"3\"",
        Written(new TownAudit.GateOpened(AuditOutcome.Denied, null, "2", "1", "3")));

    [Fact]
    public void What_is_personal_stands_in_the_record_as_a_commitment_and_beside_it_as_it_is()
    {
        var row = AuditIntakeRecord.Write(new TownAudit.FenceReported(7, 17, "192.0.2.7", "ada@example.com", "red"), Start);
        var enclosed = Enclosure.Detach(row);

        Assert.True(AuditRecord.TryRead(row.AsSpan(0, row.Length - enclosed), out var record));
        Assert.Matches("target=\"fence:7\" source=personal:[0-9a-f]{64} \"colour\"=\"red\" \"email\"=personal:[0-9a-f]{64} \"id\"=7 producer", record.ToString());
        var batch = new AuditBatch();
        batch.Begin(1, 0, Start);
        Enclosure.AddTo(batch, 5, row.AsSpan(row.Length - enclosed));
        Assert.Equal([(5, 0, "resident:17"), (5, 1, "resident:17")], batch.Personal.Select(static each => (each.Index, each.Place, each.Subject!)));
    }

    [Fact]
    public void What_is_inherited_stands_in_the_record_too_once() => Assert.Equal(
        "event \"town.lamp.lit\" actor=\"ada\" target=\"lamp:4\" \"district\"=2 \"id\"=4 \"shift\"=\"night\"",
        Written(new TownAudit.LampLit("ada", 2, 4)));

    [Fact]
    public void A_catalogue_lists_its_events_and_each_says_what_happens_without_the_log()
    {
        Assert.Equal(["town.fence.painted", "town.fence.reported", "town.gate.opened", "town.lamp.lit"], TownAudit.Events.Select(type => type.Name));
        Assert.Null(TownAudit.FencePainted.AuditType.WhenUnavailable);
        Assert.Equal(WhenAuditUnavailable.Allow, TownAudit.GateOpened.AuditType.WhenUnavailable);
    }

    private static string Written<TEvent>(TEvent written)
        where TEvent : IAuditEvent
    {
        Assert.True(AuditRecord.TryRead(AuditIntakeRecord.Write(written, Start), out var record));
        var text = record.ToString();
        return text[(text.IndexOf("event", StringComparison.Ordinal))..text.IndexOf(" producer=", StringComparison.Ordinal)];
    }
}
