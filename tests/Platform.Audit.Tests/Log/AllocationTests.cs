using System.Security.Cryptography;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Testing;

namespace Platform.Audit.Tests.Log;

public sealed class AllocationTests : IDisposable
{
    private static readonly AuditEventType Type = new("request.closed");

    private readonly ECDsa _key = TestLog.CreateKey();

    public void Dispose() => _key.Dispose();

    [Fact]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Actor))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Target))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Outcome))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Tenant))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Source))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Correlation))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Reason))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Text))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Integer))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Boolean))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Bytes))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Time))]
    [AllocationTestOf(typeof(AuditEventWriter), nameof(AuditEventWriter.Guid))]
    [AllocationTestOf(typeof(AppendQueue), nameof(AppendQueue.TryAdd))]
    public void Writing_an_event_and_queueing_it_allocates_nothing()
    {
        var queue = new AppendQueue(10_000, 64 * 1024 * 1024, producer: 1);
        var sent = new List<QueuedRecord>(4_096);
        var bytes = new List<Memory<byte>>(4_096);
        var count = 0;
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            var writer = AuditEventWriter.Begin(Type);
            new Everything().WriteTo(ref writer);
            queue.TryAdd(writer.Record, AuditRecordKind.Event, 1, null, out _);
            writer.Return();
            if (++count % 1_000 != 0)
                return;
            queue.Take(sent, bytes, 4_096, long.MaxValue, 1);
            queue.Finish(sent);
            sent.Clear();
            bytes.Clear();
        });
    }

    [Fact]
    [AllocationTestOf(typeof(AuditLog), nameof(AuditLog.AppendAsync))]
    public async Task Appending_without_waiting_allocates_nothing()
    {
        await using var log = await TestLog.StartAsync(new InMemoryAuditStore(), _key);
        var auditLog = log.Service<AuditLog>();
        var auditEvent = new Everything();
        var (areQueued, count) = (true, 0);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            areQueued &= IsAtOnce(auditLog.AppendAsync(auditEvent, AuditAcknowledgement.Queued));
            // Appending is faster than hashing.
            if (++count % 500 != 0)
                return;
            while (auditLog.Waiting > 0)
                Thread.Yield();
        });
        Assert.True(areQueued);
    }

    private static bool IsAtOnce(ValueTask<AuditReceipt> pending) => pending.IsCompletedSuccessfully;

    private readonly struct Everything : IAuditEvent
    {
        private static readonly byte[] Few = [1, 2, 3];

        public AuditEventType EventType => Type;

        public void WriteTo(ref AuditEventWriter writer)
        {
            writer.Actor("user:4711");
            writer.Target("request:42");
            writer.Outcome(AuditOutcome.Success);
            writer.Tenant("city");
            writer.Source("192.0.2.7");
            writer.Correlation("4bf92f3577b34da6a3ce929d0e0e4736");
            writer.Reason("done, and fällig");
            writer.Boolean("boolean", true);
            writer.Bytes("bytes", Few);
            writer.Guid("guid", Guid.Empty);
            writer.Integer("integer", 42);
            writer.Text("text", "a text");
            writer.Time("time", DateTimeOffset.UnixEpoch);
        }
    }
}
