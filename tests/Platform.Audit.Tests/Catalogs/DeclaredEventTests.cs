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
    public readonly partial record struct FenceReported(int Id, [property: NotAudited] int? Resident, [property: Personal] string? Source, [property: Personal] string? Email, string? Colour);

    [AuditEvent("gate.opened", WhenUnavailable = WhenAuditUnavailable.Allow)]
    public sealed partial record GateOpened(AuditOutcome Outcome, string? Target, string? Z, string? A, string? Ä);

    [AuditEvent("bench.moved", Target = "bench:{Id}/{Part}", Subject = "resident:{Resident}")]
    public readonly partial record struct BenchMoved([property: NotAudited] int? Id, [property: NotAudited] string Part, [property: NotAudited] string? Resident, [property: Personal] string Email);

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
        var (record, personal) = Read(AuditIntakeRecord.Write(new TownAudit.FenceReported(7, 17, "192.0.2.7", "ada@example.com", "red"), Start));

        Assert.Matches("target=\"fence:7\" source=personal:[0-9a-f]{64} \"colour\"=\"red\" \"email\"=personal:[0-9a-f]{64} \"id\"=7 producer", record);
        Assert.Equal([(5, 0, "resident:17"), (5, 1, "resident:17")], personal.Select(static each => (each.Index, each.Place, each.Subject!)));
    }

    [Fact]
    public void A_target_may_name_what_is_no_field_of_the_record()
    {
        var (record, personal) = Read(AuditIntakeRecord.Write(new TownAudit.BenchMoved(7, "leg", "17", "ada@example.com"), Start));

        Assert.Matches("event \"town.bench.moved\" target=\"bench:7/leg\" \"email\"=personal:[0-9a-f]{64} producer", record);
        Assert.Equal("resident:17", Assert.Single(personal).Subject);
    }

    [Theory]
    [InlineData(null, "leg", null)]
    [InlineData(7, "", "")]
    [InlineData(7, null, null)]
    public void Where_a_hole_has_nothing_to_fill_it_nothing_is_said(int? id, string? part, string? resident)
    {
        var (record, personal) = Read(AuditIntakeRecord.Write(new TownAudit.BenchMoved(id, part!, resident, "ada@example.com"), Start));

        Assert.DoesNotContain("target=", record, StringComparison.Ordinal);
        Assert.Null(Assert.Single(personal).Subject);
    }

    [Fact]
    public void Where_the_subject_is_not_known_that_of_the_context_counts()
    {
        var context = new AuditContext { Subject = "user:ada" };

        var (_, personal) = Read(AuditIntakeRecord.Write(new TownAudit.BenchMoved(7, "leg", null, "ada@example.com"), Start, context));

        Assert.Equal("user:ada", Assert.Single(personal).Subject);
    }

    [Fact]
    public void What_is_inherited_stands_in_the_record_too_once() => Assert.Equal(
        "event \"town.lamp.lit\" actor=\"ada\" target=\"lamp:4\" \"district\"=2 \"id\"=4 \"shift\"=\"night\"",
        Written(new TownAudit.LampLit("ada", 2, 4)));

    [Fact]
    public void A_catalogue_lists_its_events_and_each_says_what_happens_without_the_log()
    {
        Assert.Equal(["town.bench.moved", "town.fence.painted", "town.fence.reported", "town.gate.opened", "town.lamp.lit"], TownAudit.Events.Select(type => type.Name));
        Assert.Null(TownAudit.FencePainted.AuditType.WhenUnavailable);
        Assert.Equal(WhenAuditUnavailable.Allow, TownAudit.GateOpened.AuditType.WhenUnavailable);
    }

    private static (string Record, IReadOnlyList<AuditPersonalContent> Personal) Read(byte[] row)
    {
        var enclosed = Enclosure.Detach(row);
        Assert.True(AuditRecord.TryRead(row.AsSpan(0, row.Length - enclosed), out var record));
        var batch = new AuditBatch();
        batch.Begin(1, 0, Start);
        Enclosure.AddTo(batch, 5, row.AsSpan(row.Length - enclosed));
        return (record.ToString(), [.. batch.Personal]);
    }

    private static string Written<TEvent>(TEvent written)
        where TEvent : IAuditEvent
    {
        Assert.True(AuditRecord.TryRead(AuditIntakeRecord.Write(written, Start), out var record));
        var text = record.ToString();
        return text[(text.IndexOf("event", StringComparison.Ordinal))..text.IndexOf(" producer=", StringComparison.Ordinal)];
    }
}
