using System.Net;
using System.Net.Sockets;
using System.Text;
using FsCheck.Xunit;
using Platform.Audit.Export.Cef;
using Platform.Audit.Export.Syslog;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Tests;

public sealed class CefTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void An_event_is_a_line_that_receivers_know()
    {
        var record = TestRecords.Of(new AuditEvent(TestRecords.Closed)
        {
            Actor = "user:1",
            Target = "request:2",
            Outcome = AuditOutcome.Denied,
            Tenant = "city",
            Source = "192.0.2.7",
            Correlation = "abc",
            Reason = "a=b|c\\d",
        }.With("id", 42));

        Assert.Equal(
            "CEF:0|Platform.Libraries|Platform.Audit|0.1|request.closed|request.closed|6|externalId=7 deviceExternalId=log rt=0 start=1773144000123 outcome=denied suid=user:1 cs1Label=target cs1=request:2 "
            + "cs2Label=tenant cs2=city src=192.0.2.7 cs3Label=correlation cs3=abc reason=a\\=b|c\\\\d cs5Label=producer cs5=0000000000000000/0 cs4Label=fields cs4={\"id\":\"42\"}",
            new CefWriter("log").Write(record.Index, record.Record.Span, int.MaxValue));
    }

    [Theory]
    [InlineData("192.0.2.7", "src")]
    [InlineData("2001:db8::1", "c6a2")]
    [InlineData("kiosk 3", "shost")]
    public void A_source_has_the_key_of_its_kind(string source, string key)
    {
        var record = TestRecords.Of(new AuditEvent(TestRecords.Closed) { Source = source });

        Assert.Equal(source, CefReading.Read(new CefWriter("log").Write(1, record.Record.Span, int.MaxValue)).Extension[key]);
    }

    /// <summary>Whatever others have written: it is the value that it is, no other key appears, and there is one line.</summary>
    [Property(MaxTest = 500)]
    public void No_value_passes_as_a_key_a_field_or_a_line(string? actor, string? target, string? reason, string? own)
    {
        AssertIsOne(actor, target, reason, own);
    }

    [Theory]
    [InlineData("a\nCEF:0|x|y|1|evil|evil|10|act=evil")]
    [InlineData("a\r\n<34>1 2026-01-01T00:00:00Z evil - - - - x")]
    [InlineData("x outcome=success")]
    [InlineData("x\\ outcome=success")]
    [InlineData("\\")]
    [InlineData("=|\\=\\|")]
    [InlineData("\u202egnp.exe")]
    [InlineData("\u001b[2J\u0000\u0085\u2028\u2029")]
    public void What_was_written_to_deceive_is_shown_as_it_is(string text) => AssertIsOne(text, text, text, text);

    [Theory]
    [InlineData(480)]
    [InlineData(2_048)]
    public void What_is_too_long_is_shortened_and_says_so(int most)
    {
        var value = new string('\u0416', 10_000);
        var record = TestRecords.Of(new AuditEvent(TestRecords.Closed) { Actor = value, Target = value, Source = value, Outcome = AuditOutcome.Failure }.With("x", "y"));

        var text = new CefWriter("log").Write(1, record.Record.Span, most);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 100, most);
        Assert.Equal("true", CefReading.Read(text).Extension["cs6"]);
        Assert.Equal("failure", CefReading.Read(text).Extension["outcome"]);
    }

    [Fact]
    public void Bytes_that_are_no_record_are_not_left_out() =>
        Assert.Equal("unreadable record", CefReading.Read(new CefWriter("log").Write(3, [1, 2, 3], int.MaxValue)).Extension["reason"]);

    [Theory]
    [InlineData(SyslogTransport.Tcp)]
    [InlineData(SyslogTransport.TcpWithLineFeeds)]
    public async Task Messages_arrive_over_TCP_each_in_its_frame(SyslogTransport transport)
    {
        await using var receiver = new SyslogReceiver(transport == SyslogTransport.Tcp);
        var exporter = new CefSyslogExporter("siem", new SyslogTarget("127.0.0.1", receiver.Port, transport), "log", TimeProvider.System);

        await exporter.ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed) { Reason = "one\ntwo", Outcome = AuditOutcome.Denied }), TestRecords.Of(new AuditEvent(TestRecords.Closed) { Actor = "gr\u00fcn" }, 8)], Cancellation);

        var messages = receiver.Messages.ToList();
        Assert.Equal(2, messages.Count);
        Assert.Matches("^<108>1 1970-01-01T00:00:00\\.000000Z [!-~]+ platform-audit - request\\.closed - CEF:0\\|.* reason=one\\\\ntwo ", messages[0]);
        Assert.StartsWith("<110>1 ", messages[1], StringComparison.Ordinal);
        Assert.Contains("suid=gr\u00fcn ", messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_arrive_over_UDP_one_in_each_datagram()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var exporter = new CefSyslogExporter("siem", new SyslogTarget("127.0.0.1", ((IPEndPoint)receiver.Client.LocalEndPoint!).Port, SyslogTransport.Udp) { Facility = 10 }, "log", TimeProvider.System);

        await exporter.ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed) { Actor = new string('a', 60_000) }), TestRecords.Of(new AuditEvent(TestRecords.Closed), 8)], Cancellation);

        var one = (await receiver.ReceiveAsync(Cancellation)).Buffer;
        var other = (await receiver.ReceiveAsync(Cancellation)).Buffer;
        Assert.InRange(one.Length, 100, 2_048);
        Assert.StartsWith("<86>1 ", Encoding.UTF8.GetString(one), StringComparison.Ordinal);
        Assert.Contains("externalId=8 ", Encoding.UTF8.GetString(other), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 514)]
    [InlineData("a", 0)]
    [InlineData("a", 65_536)]
    public void A_target_that_is_none_is_refused(string host, int port) => Assert.ThrowsAny<ArgumentException>(() => new SyslogTarget(host, port));

    [Fact]
    public void Numbers_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyslogTarget("a") { Facility = 24 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyslogTarget("a") { MaxMessageBytes = 479 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyslogTarget("a", 1, (SyslogTransport)9));
    }

    private static void AssertIsOne(string? actor, string? target, string? reason, string? own)
    {
        var written = new AuditEvent(TestRecords.Closed) { Actor = actor, Target = target, Reason = reason };
        if (own is not null)
            written.With("own", own);
        var record = TestRecords.Of(written);

        var text = new CefWriter("log").Write(7, record.Record.Span, int.MaxValue);

        Assert.DoesNotContain(text, static character => char.IsControl(character) || character is '\u2028' or '\u2029' or '\u202e');
        var (header, extension) = CefReading.Read(text);
        Assert.Equal(["CEF:0", "Platform.Libraries", "Platform.Audit", "0.1", "request.closed", "request.closed", "2"], header);
        string[] expected = ["externalId", "deviceExternalId", "rt", "start", .. Keys(actor, "suid"), .. Keys(target, "cs1Label", "cs1"), .. Keys(reason, "reason"), "cs5Label", "cs5", .. Keys(own, "cs4Label", "cs4")];
        Assert.Equal(expected, extension.Keys);
        if (actor is not null && actor.All(static character => character is >= ' ' and < '\u007f' or '\n' or '\r'))
            Assert.Equal(actor, extension["suid"]);

        static string[] Keys(string? value, params string[] keys) => value is null ? [] : keys;
    }
}
