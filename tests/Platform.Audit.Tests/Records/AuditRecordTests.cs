using System.Text;
using FsCheck.Xunit;
using Platform.Audit.Records;

namespace Platform.Audit.Tests.Records;

public sealed class AuditRecordTests
{
    private static readonly AuditEventType Closed = new("request.closed");

    [Fact]
    public void An_event_is_read_as_it_was_written()
    {
        var time = new DateTimeOffset(2026, 3, 10, 12, 0, 0, 1, 234, TimeSpan.Zero);
        var guid = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var bytes = Write(new AuditEvent(Closed)
        {
            Actor = "user:1",
            Target = "request:2",
            Outcome = AuditOutcome.Denied,
            Tenant = "city",
            Source = "192.0.2.7",
            Correlation = "abc",
            Reason = "grün",
        }.With("z", "text").With("a", 42).With("b", true).With("é", time).With("c", guid).With("d", [1, 2]));

        Assert.True(AuditRecord.TryRead(bytes, out var record));
        Assert.Equal(AuditRecordKind.Event, record.Kind);
        Assert.Equal("request.closed", Encoding.UTF8.GetString(record.Name));
        Assert.Equal(
            "1970-01-01T00:00:02.000000Z event \"request.closed\" actor=\"user:1\" target=\"request:2\" outcome=denied tenant=\"city\" source=\"192.0.2.7\" correlation=\"abc\" reason=\"grün\" "
            + "\"a\"=42 \"b\"=true \"c\"=00112233-4455-6677-8899-aabbccddeeff \"d\"=0102 \"z\"=\"text\" \"é\"=2026-03-10T12:00:00.001234Z producer=0000000000000007 sequence=9",
            record.ToString());
    }

    /// <summary>The example of docs/reference/audit-record.md.</summary>
    [Fact]
    public void The_bytes_are_those_that_the_reference_shows() => Assert.Equal(
        "01010000" + "00000000001E8480" + "00000000000F4240" + "0000000000000007" + "0000000000000009"
        + "0E" + "726571756573742E636C6F736564"
        + "01" + "01" + "0006" + "757365723A31"
        + "03" + "02" + "0000000000000001"
        + "00" + "02" + "6964" + "02" + "000000000000002A",
        Convert.ToHexString(Write(new AuditEvent(Closed) { Actor = "user:1", Outcome = AuditOutcome.Success }.With("id", 42))));

    [Property]
    public void Whatever_is_written_is_read_and_has_one_spelling(string? actor, string? reason, long integer, bool boolean, byte[] bytes, Guid guid)
    {
        var written = Write(new AuditEvent(Closed) { Actor = actor, Reason = reason }.With("integer", integer).With("boolean", boolean).With("bytes", bytes).With("guid", guid));

        Assert.True(AuditRecord.TryRead(written, out var record));
        var copy = new AuditEvent(Closed) { Actor = Text(record, AuditField.Actor), Reason = Text(record, AuditField.Reason) };
        foreach (var value in record.Fields)
        {
            var name = Encoding.UTF8.GetString(value.Name);
            _ = (value.Field, value.Kind) switch
            {
                (AuditField.Named, AuditValueKind.Integer) => copy.With(name, value.Integer),
                (AuditField.Named, AuditValueKind.Boolean) => copy.With(name, value.Boolean),
                (AuditField.Named, AuditValueKind.Guid) => copy.With(name, value.Guid),
                (AuditField.Named, _) => copy.With(name, value.Bytes),
                _ => copy,
            };
        }
        Assert.Equal(written, Write(copy));
    }

    [Property(MaxTest = 1_000)]
    public void Whatever_the_bytes_are_nothing_throws(byte[] bytes, int at, byte change)
    {
        AuditRecord.TryRead(bytes, out var read);
        _ = read.ToString();
        var record = Write(new AuditEvent(Closed) { Actor = "user:1", Target = "x" }.With("a", 1).With("b", "text"));
        record[(at & int.MaxValue) % record.Length] = change;
        if (AuditRecord.TryRead(record, out var changed))
            _ = changed.ToString();
    }

    public static TheoryData<string, string> NoRecords => new()
    {
        { "nothing", "" },
        { "another version", Header("02010000") + Name },
        { "a kind that there is not", Header("01060000") + Name },
        { "kind 0", Header("01000000") + Name },
        { "a flag that there is not", Header("01010800") + Name },
        { "a reserved byte", Header("01010001") + Name },
        { "a number below 0", "01010000" + "0000000000000000" + "0000000000000000" + "0000000000000007" + "FFFFFFFFFFFFFFFF" + Name },
        { "a time beyond .NET", "01010000" + "7FFFFFFFFFFFFFFF" + "0000000000000000" + "0000000000000007" + "0000000000000001" + Name },
        { "no name", Header("01010000") },
        { "an empty name", Header("01010000") + "00" },
        { "a name in capitals", Header("01010000") + "0141" },
        { "a name that is cut off", Header("01010000") + "0561" },
        { "a field that there is not", Header("01010000") + Name + "0801000161" },
        { "a field twice", Header("01010000") + Name + "01010001610101000161" },
        { "fields out of order", Header("01010000") + Name + "02010001610101000161" },
        { "a known field after a named one", Header("01010000") + Name + "0001610100016101010001" + "61" },
        { "names out of order", Header("01010000") + Name + "000162010001610001610100" + "0161" },
        { "a name twice", Header("01010000") + Name + "000161010001610001610100" + "0161" },
        { "a field without a name", Header("01010000") + Name + "000001000161" },
        { "an actor that is a number", Header("01010000") + Name + "01020000000000000001" },
        { "an outcome that there is not", Header("01010000") + Name + "03020000000000000004" },
        { "an outcome that is a text", Header("01010000") + Name + "0301000161" },
        { "a kind of value that there is not", Header("01010000") + Name + "00016107" },
        { "a text that is cut off", Header("01010000") + Name + "0101000561" },
        { "a text that is not UTF-8", Header("01010000") + Name + "01010001FF" },
        { "a boolean that is 2", Header("01010000") + Name + "0001610302" },
        { "a value that is cut off", Header("01010000") + Name + "0001610200" },
        { "a heartbeat with something in it", Header("01030000") + "00" },
        { "a start with something after its name", Header("01020000") + "016161" },
        { "a gap that is too short", Header("01050000") + "0000000000000001" },
        { "a gap that ends before it begins", Header("01050000") + "000000000000000200000000000000010000000000000001" },
        { "a gap with more numbers than there are", Header("01050000") + "000000000000000100000000000000020000000000000003" },
        { "a gap of nothing", Header("01050000") + "000000000000000100000000000000020000000000000000" },
    };

    [Theory]
    [MemberData(nameof(NoRecords))]
    public void What_is_no_record_is_refused(string because, string hex) =>
        Assert.False(AuditRecord.TryRead(Convert.FromHexString(hex), out _), because);

    [Theory]
    [InlineData("01030000", "")]
    [InlineData("01040000", "")]
    [InlineData("01010100", Name)]
    [InlineData("01020000", "0161")]
    [InlineData("01020000", "00")]
    [InlineData("01050000", "000000000000000100000000000000020000000000000002")]
    public void What_is_a_record_is_read(string begin, string body) => Assert.True(AuditRecord.TryRead(Convert.FromHexString(Header(begin) + body), out _));

    [Theory]
    [InlineData("user:1\nroot logged in", "user:1\\u{a}root logged in")]
    [InlineData("a\r\nb", "a\\u{d}\\u{a}b")]
    [InlineData("\u001b[31mred", "\\u{1b}[31mred")]
    [InlineData("\" outcome=success", "\\\" outcome=success")]
    [InlineData("a\\\"b", "a\\\\\\\"b")]
    [InlineData("evil\u202etxt.exe", "evil\\u{202e}txt.exe")]
    [InlineData("zero\u200bwidth", "zero\\u{200b}width")]
    [InlineData("line\u2028end\u0085", "line\\u{2028}end\\u{85}")]
    [InlineData("no\u00a0break", "no\\u{a0}break")]
    [InlineData("null\0", "null\\u{0}")]
    [InlineData("tag\U000e0041", "tag\\u{e0041}")]
    [InlineData("grün 漢字 😀", "grün 漢字 😀")]
    public void Nothing_in_a_text_passes_as_another_line_or_field(string text, string shown)
    {
        Assert.True(AuditRecord.TryRead(Write(new AuditEvent(Closed) { Actor = text }.With("n" + text, text)), out var record));

        Assert.Contains($" actor=\"{shown}\" ", record.ToString(), StringComparison.Ordinal);
        Assert.Contains($" \"n{shown}\"=\"{shown}\" ", record.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(record.ToString(), char.IsControl);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("-a")]
    [InlineData("é")]
    [InlineData(null)]
    public void A_name_that_is_none_is_refused(string? name) => Assert.Throws<ArgumentException>(() => new AuditEventType(name!));

    [Theory]
    [InlineData("a")]
    [InlineData("request.closed")]
    [InlineData("user-1.signed_in.2")]
    public void A_name_is_words_with_dots_between_them(string name) => Assert.Equal(name, new AuditEventType(name).Name);

    [Fact]
    public void Names_are_in_the_order_of_their_bytes_not_of_their_characters()
    {
        // U+FF5E comes after a surrogate in UTF-16, and before what it stands for in UTF-8.
        Assert.True(AuditRecord.TryRead(Write(new AuditEvent(Closed).With("\uff5e", 1).With("😀", 2).With("a", 3).With("ab", 4)), out _));
    }

    private const string Name = "0161";

    private static string Header(string begin) => begin + "0000000000000000" + "0000000000000000" + "0000000000000007" + "0000000000000001";

    private static string? Text(in AuditRecord record, AuditField field) => record.TryGetText(field, out var text) ? Encoding.UTF8.GetString(text) : null;

    private static byte[] Write(AuditEvent auditEvent)
    {
        var writer = AuditEventWriter.Begin(auditEvent.EventType);
        auditEvent.WriteTo(ref writer);
        RecordHeader.Write(writer.Record, AuditRecordKind.Event, occurred: 1_000_000, producer: 7, sequence: 9);
        RecordHeader.Seal(writer.Record, recorded: 2_000_000, isTimeHeld: false);
        var written = writer.Record.ToArray();
        writer.Return();
        return written;
    }
}
