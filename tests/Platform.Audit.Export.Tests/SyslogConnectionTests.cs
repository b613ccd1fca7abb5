using System.Net;
using System.Net.Sockets;
using Platform.Audit.Export.Syslog;
using Platform.Audit.Records;

namespace Platform.Audit.Export.Tests;

/// <summary>RFC 6587 has no acknowledgement. These tests close early, at every point at which one can, and nothing of that may pass for a batch that was read.</summary>
public sealed class SyslogConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(-1)]
    public async Task A_receiver_that_closes_before_it_has_read_everything_gets_the_whole_batch_again(int after)
    {
        await using var receiver = new SyslogReceiver();
        var exporter = new CefSyslogExporter("siem", new SyslogTarget("127.0.0.1", receiver.Port), "log", TimeProvider.System);
        var batch = Batch(100);
        receiver.ClosesAfter.Enqueue(after < 0 ? LengthOf(exporter, batch) + after : after);

        await Assert.ThrowsAnyAsync<Exception>(async () => await exporter.ExportAsync(batch, Cancellation));
        await exporter.ExportAsync(batch, Cancellation);

        Assert.Equal(100, receiver.Messages.Count);
    }

    /// <summary>Wherever in a batch the connection is closed, and however short the batch: what counts as given has been read.</summary>
    [Fact]
    public async Task At_no_byte_does_an_early_end_pass_for_a_late_one()
    {
        await using var receiver = new SyslogReceiver();
        var exporter = new CefSyslogExporter("siem", new SyslogTarget("127.0.0.1", receiver.Port), "log", TimeProvider.System);
        AuditExportRecord[] batch = [TestRecords.Of(new AuditEvent(TestRecords.Closed))];
        var length = LengthOf(exporter, batch);

        for (var after = 0; after < length; after++)
        {
            receiver.ClosesAfter.Enqueue(after);
            await Assert.ThrowsAnyAsync<Exception>(async () => await exporter.ExportAsync(batch, Cancellation));
        }

        Assert.Empty(receiver.Messages);
    }

    /// <summary>A receiver that goes down ends in order what it has not read; then it is not there.</summary>
    [Fact]
    public async Task After_a_broken_connection_the_batch_before_it_is_sent_again_too()
    {
        await using var receiver = new SyslogReceiver();
        var exporter = new CefSyslogExporter("siem", new SyslogTarget("127.0.0.1", receiver.Port), "log", TimeProvider.System);
        await exporter.ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed), 0)], Cancellation);
        receiver.ClosesAfter.Enqueue(1);
        AuditExportRecord[] next = [TestRecords.Of(new AuditEvent(TestRecords.Closed), 1)];
        await Assert.ThrowsAnyAsync<Exception>(async () => await exporter.ExportAsync(next, Cancellation));

        await exporter.ExportAsync(next, Cancellation);
        await exporter.ExportAsync([TestRecords.Of(new AuditEvent(TestRecords.Closed), 2)], Cancellation);

        Assert.Equal("0 0 1 2", string.Join(' ', receiver.Messages.Select(static message => CefReading.Read(message[message.IndexOf("CEF:", StringComparison.Ordinal)..]).Extension["externalId"])));
    }

    /// <summary>The limit that the README names. Should this ever fail, TCP has learnt to tell, and the README is to be changed.</summary>
    [Fact]
    public async Task A_receiver_that_ends_in_order_after_us_without_having_read_is_not_told_from_one_that_has()
    {
        using var pair = await Pair.ConnectAsync();
        await pair.Sender.SendAsync(new byte[1_000], Cancellation);

        var ending = SyslogConnection.EndAsync(pair.Sender, TimeProvider.System, Cancellation).AsTask();
        pair.Receiver.Shutdown(SocketShutdown.Send);

        await ending;
    }

    [Fact]
    public async Task An_end_before_ours_is_no_success_though_nothing_is_unread()
    {
        using var pair = await Pair.ConnectAsync();
        pair.Receiver.Close();

        await SeenAsync(pair.Sender);

        await Assert.ThrowsAsync<AuditExportException>(async () => await SyslogConnection.EndAsync(pair.Sender, TimeProvider.System, Cancellation));
    }

    [Fact]
    public async Task A_receiver_that_only_ends_its_own_side_before_ours_has_not_said_that_it_read()
    {
        using var pair = await Pair.ConnectAsync();
        pair.Receiver.Shutdown(SocketShutdown.Send);

        await SeenAsync(pair.Sender);

        await Assert.ThrowsAsync<AuditExportException>(async () => await SyslogConnection.EndAsync(pair.Sender, TimeProvider.System, Cancellation));
    }

    /// <summary>The ends have crossed: ours was on its way with bytes before it when the other closed. Reading says "end"; the reset has come, and reading hides it.</summary>
    [Fact]
    public async Task A_reset_behind_an_end_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What TCP knows is asked of Linux.");
        using var pair = await Pair.ConnectAsync();
        pair.Receiver.Close();
        await SeenAsync(pair.Sender);
        await pair.Sender.SendAsync(new byte[1], Cancellation);
        pair.Sender.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await pair.Sender.ReceiveAsync(new byte[1], Cancellation));

        await Assert.ThrowsAsync<AuditExportException>(async () => await SyslogConnection.RequireNothingUnreadAsync(pair.Sender, TimeProvider.System, Cancellation));
    }

    [Fact]
    public async Task A_receiver_that_reads_to_our_end_and_closes_has_read()
    {
        using var pair = await Pair.ConnectAsync();
        await pair.Sender.SendAsync(new byte[1_000], Cancellation);
        // It may speak, which means nothing.
        await pair.Receiver.SendAsync(new byte[3], Cancellation);

        var ending = SyslogConnection.EndAsync(pair.Sender, TimeProvider.System, Cancellation).AsTask();
        using var stream = new NetworkStream(pair.Receiver);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancellation);
        Assert.False(ending.IsCompleted, "It did not wait for the other end.");
        pair.Receiver.Close();
        await ending;

        Assert.Equal(1_000, read.Length);
    }

    [Fact]
    public async Task A_receiver_that_never_closes_has_said_nothing()
    {
        using var pair = await Pair.ConnectAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var ending = SyslogConnection.EndAsync(pair.Sender, TimeProvider.System, deadline.Token).AsTask();
        // Our end has come: it waits for the other.
        Assert.Equal(0, await pair.Receiver.ReceiveAsync(new byte[1], Cancellation));
        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
    }

    private static AuditExportRecord[] Batch(int count) =>
        [.. Enumerable.Range(0, count).Select(static index => TestRecords.Of(new AuditEvent(TestRecords.Closed) { Reason = new string('x', 5_000) }, index))];

    private static int LengthOf(CefSyslogExporter exporter, AuditExportRecord[] batch) => batch.Select(exporter.Message).Sum(static message => message.Length + $"{message.Length} ".Length);

    private static async Task SeenAsync(Socket sender)
    {
        while (!sender.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
    }

    private sealed class Pair(Socket sender, Socket receiver) : IDisposable
    {
        public Socket Sender { get; } = sender;

        public Socket Receiver { get; } = receiver;

        public static async Task<Pair> ConnectAsync()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var sender = new Socket(SocketType.Stream, ProtocolType.Tcp);
            var accepting = listener.AcceptSocketAsync(Cancellation);
            await sender.ConnectAsync(listener.LocalEndpoint, Cancellation);
            return new Pair(sender, await accepting);
        }

        public void Dispose()
        {
            Sender.Dispose();
            Receiver.Dispose();
        }
    }
}
