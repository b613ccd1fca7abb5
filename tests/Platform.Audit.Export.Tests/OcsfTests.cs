using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Platform.Audit.Export.Ocsf;
using Platform.Audit.Intake;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Tests;

public sealed class OcsfTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-export-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_event_says_who_what_on_what_from_where_and_which_number_it_has()
    {
        using var written = JsonDocument.Parse(Line(TestRecords.Of(new AuditEvent(TestRecords.Closed)
        {
            Actor = "user:1",
            Target = "request:2",
            Outcome = AuditOutcome.Denied,
            Tenant = "city",
            Source = "192.0.2.7",
            Correlation = "abc",
            Reason = "why",
        }.With("id", 42).WithPersonal("email", "ada@example.com"))));

        var root = written.RootElement;
        Assert.Equal((6003, 600_399L, 1_773_144_000_123), (root.GetProperty("class_uid").GetInt32(), root.GetProperty("type_uid").GetInt64(), root.GetProperty("time").GetInt64()));
        Assert.Equal("user:1", root.GetProperty("actor").GetProperty("user").GetProperty("uid").GetString());
        Assert.Equal("request.closed", root.GetProperty("api").GetProperty("operation").GetString());
        Assert.Equal("192.0.2.7", root.GetProperty("src_endpoint").GetProperty("ip").GetString());
        Assert.Equal("request:2", root.GetProperty("resources")[0].GetProperty("uid").GetString());
        Assert.Equal("log#7", root.GetProperty("metadata").GetProperty("uid").GetString());
        Assert.Equal(42, root.GetProperty("unmapped").GetProperty("fields").GetProperty("id").GetInt64());
        Assert.StartsWith("personal:", root.GetProperty("unmapped").GetProperty("fields").GetProperty("email").GetString(), StringComparison.Ordinal);
    }

    /// <summary>That it is not said who does not say that the program did it.</summary>
    [Theory]
    [InlineData("request.closed")]
    [InlineData("security.signed-in")]
    public void Of_what_is_personal_the_commitment_is_exported_wherever_it_stands(string name)
    {
        var written = AuditIntakeRecord.Write(
            new AuditEvent(new AuditEventType(name)) { Actor = "user:1", Target = "request:2", Tenant = "city", Source = "192.0.2.7", Correlation = "abc", Reason = "why" },
            DateTimeOffset.UnixEpoch,
            new AuditContext { PersonalFields = [AuditField.Actor, AuditField.Target, AuditField.Tenant, AuditField.Source, AuditField.Correlation, AuditField.Reason] });
        using var read = JsonDocument.Parse(Line(new AuditExportRecord(7, TestRecords.Leaf(written))));

        var root = read.RootElement;
        var isSignIn = name == "security.signed-in";
        var user = isSignIn ? root.GetProperty("user") : root.GetProperty("actor").GetProperty("user");
        var texts = new[]
        {
            user.GetProperty("uid"), isSignIn ? root.GetProperty("unmapped").GetProperty("target") : root.GetProperty("resources")[0].GetProperty("uid"), root.GetProperty("src_endpoint").GetProperty("name"),
            root.GetProperty("metadata").GetProperty("tenant_uid"), root.GetProperty("metadata").GetProperty("correlation_uid"), root.GetProperty("message"),
        }.Select(static each => each.GetString()).ToList();
        Assert.All(texts, static each => Assert.Matches("^personal:[0-9a-f]{64}$", each));
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.False(root.TryGetProperty("actor", out var actor) && actor.TryGetProperty("app_uid", out _));
    }

    [Property(MaxTest = 300)]
    public void Whatever_stands_in_it_an_event_is_one_line_of_ASCII_and_says_it(string? actor, string? reason, string? own)
    {
        var written = new AuditEvent(TestRecords.Closed) { Actor = actor, Reason = reason };
        if (own is not null)
            written.With("own", own);

        var line = Line(TestRecords.Of(written));

        Assert.DoesNotContain(line, static character => character is < ' ' or > '~');
        using var read = JsonDocument.Parse(line);
        if (reason is not null)
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(reason)), read.RootElement.GetProperty("message").GetString());
        if (own is not null)
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(own)), read.RootElement.GetProperty("unmapped").GetProperty("fields").GetProperty("own").GetString());
    }

    [Fact]
    public async Task A_line_that_a_crash_has_torn_goes_and_whole_ones_stay()
    {
        var path = Path.Combine(_folder.FullName, "sub", "events.ndjson");
        var exporter = new OcsfFileExporter("file", path, "log");
        await exporter.ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed), 0), TestRecords.Of(new AuditEvent(TestRecords.Closed), 1)], Cancellation);
        await File.AppendAllTextAsync(path, "{\"torn\":\"" + new string('x', 200_000), Cancellation);

        await exporter.ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed), 2)], Cancellation);

        var lines = (await File.ReadAllTextAsync(path, Cancellation)).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("", lines[3]);
        for (var at = 0; at < 3; at++)
        {
            using var read = JsonDocument.Parse(lines[at]);
            Assert.Equal(at, read.RootElement.GetProperty("metadata").GetProperty("sequence").GetInt64());
        }
    }

    [Fact]
    public async Task A_file_that_is_nothing_but_a_torn_line_is_begun_anew()
    {
        var path = Path.Combine(_folder.FullName, "events.ndjson");
        await File.WriteAllTextAsync(path, "{\"to", Cancellation);

        await new OcsfFileExporter("file", path, "log").ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed), 2)], Cancellation);

        Assert.StartsWith("{\"category_uid\"", await File.ReadAllTextAsync(path, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void What_came_through_the_intake_says_so(byte flags, bool isSaid)
    {
        var bytes = TestRecords.Of(new AuditEvent(TestRecords.Closed)).Record.ToArray();
        bytes[2] = flags;

        using var read = JsonDocument.Parse(Line(new AuditExportRecord(9, bytes)));

        Assert.Equal(isSaid, read.RootElement.GetProperty("unmapped").TryGetProperty("from_intake", out var said) && said.GetBoolean());
    }

    [Fact]
    public void Bytes_that_are_no_record_are_not_left_out()
    {
        using var read = JsonDocument.Parse(Line(new AuditExportRecord(9, new byte[] { 1, 2, 3 })));

        Assert.Equal("AQID", read.RootElement.GetProperty("unmapped").GetProperty("record").GetString());
    }

    [Theory]
    [InlineData("security.signed-in", 300_201)]
    [InlineData("security.sign-in-failed", 300_201)]
    [InlineData("security.signed-out", 300_202)]
    [InlineData("security.denied", 600_399)]
    public void Sign_ins_are_authentications(string name, long type)
    {
        using var read = JsonDocument.Parse(Line(TestRecords.Of(new AuditEvent(new AuditEventType(name)) { Actor = "ada" })));

        Assert.Equal(type, read.RootElement.GetProperty("type_uid").GetInt64());
    }

    private static string Line(AuditExportRecord record)
    {
        var text = Encoding.UTF8.GetString(new OcsfWriter("log").Write([record]).Span);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1];
    }
}
