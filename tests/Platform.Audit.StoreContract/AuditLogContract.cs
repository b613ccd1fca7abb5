using System.Collections.Concurrent;
using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <summary>What a log does on every store.</summary>
public abstract class AuditLogContract : IDisposable
{
    private readonly ECDsa _key = TestLog.CreateKey();

    /// <summary>The store, new.</summary>
    protected abstract IAuditStore Store { get; }

    /// <summary>Another end of the same log, as another process has it.</summary>
    protected abstract IAuditStore OpenAnother();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
    }

    [Fact]
    public async Task Of_many_producers_every_event_has_its_own_index_and_can_be_proven()
    {
        const int Producers = 32, Each = 15;
        ConcurrentDictionary<long, string> receipts = [];
        await using (var log = await TestLog.StartAsync(Store, _key))
        {
            await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(
                async () =>
                {
                    long last = -1;
                    for (var at = 0; at < Each; at++)
                    {
                        var receipt = await log.CloseAsync(producer * 100 + at);
                        Assert.Equal(AuditAcknowledgement.Durable, receipt.Acknowledgement);
                        Assert.True(receipt.Index > last);
                        last = receipt.Index;
                        Assert.True(receipts.TryAdd(receipt.Index, $"request:{producer * 100 + at}"));
                    }
                },
                Cancellation)));
            await AssertProvenAsync(log.Log, receipts);
        }

        // And after a restart.
        await using var again = await TestLog.StartAsync(OpenAnother(), _key);
        await AssertProvenAsync(again.Log, receipts);
        Assert.True((await again.Log.VerifyAsync(await again.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Records_of_a_producer_have_numbers_without_a_gap_from_its_start_to_its_end()
    {
        await using (var log = await TestLog.StartAsync(Store, _key))
        {
            for (var at = 0; at < 5; at++)
                await log.CloseAsync(at);
        }
        await using (var log = await TestLog.StartAsync(OpenAnother(), _key))
            await log.CloseAsync(5);

        var records = await ReadAllAsync(OpenAnother());
        Assert.Equal(2, records.Select(record => record.Producer).Distinct().Count());
        foreach (var producer in records.GroupBy(record => record.Producer))
        {
            Assert.Equal(Enumerable.Range(1, producer.Count()).Select(number => (long)number), producer.Select(record => record.Sequence));
            Assert.Equal((AuditRecordKind.Started, AuditRecordKind.Stopped), (producer.First().Kind, producer.Last().Kind));
        }
    }

    [Fact]
    public async Task What_is_published_is_covered_by_a_checkpoint_that_is_stored()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => log.CloseAsync(at, AuditAcknowledgement.Published).AsTask()));

        Assert.All(receipts, receipt => Assert.Equal(AuditAcknowledgement.Published, receipt.Acknowledgement));
        var state = await OpenAnother().ReadStateAsync(Cancellation);
        using var verifier = new EcdsaNoteSigner(TestLog.Origin, _key).CreateVerifier();
        Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy(TestLog.Origin, [verifier]).Verify(state.Checkpoint.Span, out var checkpoint));
        Assert.True(checkpoint.Size > receipts.Max(receipt => receipt.Index));
    }

    [Fact]
    public async Task A_second_process_takes_over_when_the_first_has_gone_and_the_log_goes_on()
    {
        var first = await TestLog.StartAsync(Store, _key);
        Assert.Equal(1, (await first.CloseAsync(1)).Index);
        // Not before: a log that is made tries to take its store, and leaves its own first record to the one that has it.
        await using var second = TestLog.Make(OpenAnother(), _key, options => options.Deadline = TimeSpan.FromSeconds(30));
        await using (first)
        {
            await second.StartAsync();
            // Where there is an intake it is left there, on the disk; otherwise it is refused.
            if (Store is IAuditIntakeStore)
                Assert.Equal(new AuditReceipt(AuditAcknowledgement.Durable, -1), await second.CloseAsync(2));
            else
                await Assert.ThrowsAsync<AuditUnavailableException>(async () => await second.CloseAsync(2));
            await first.CloseAsync(3);
        }

        var (receipt, id) = await EventuallyAsync(second);

        var records = await ReadAllAsync(OpenAnother());
        Assert.Equal($"request:{id}", records[(int)receipt.Index].Target);
        var events = records.Where(record => record.Kind == AuditRecordKind.Event).Select(record => record.Target).ToList();
        Assert.Equal(events.Distinct(), events);
        Assert.Equal(Store is IAuditIntakeStore, events.Contains("request:2"));
        Assert.True(events.IndexOf("request:1") < events.IndexOf("request:3"));
    }

    /// <summary>
    /// Until the other process has noticed. What is refused meanwhile is refused, and not recorded; what is left in the intake has no index yet.
    /// </summary>
    private static async Task<(AuditReceipt Receipt, int Id)> EventuallyAsync(TestLog log)
    {
        for (var id = 1_000; ; id++)
        {
            try
            {
                if (await log.CloseAsync(id) is { Index: >= 0 } receipt)
                    return (receipt, id);
            }
            catch (AuditUnavailableException)
            {
                // Not yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    private async Task AssertProvenAsync(IAuditLog log, IReadOnlyDictionary<long, string> receipts)
    {
        using var verifier = new EcdsaNoteSigner(TestLog.Origin, _key).CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [verifier]);
        foreach (var (index, target) in receipts.Where(receipt => receipt.Key % 7 == 0))
        {
            var record = await log.ReadAsync(index, Cancellation);
            var proof = await log.ProveAsync(index, Cancellation);
            Assert.True(AuditVerifier.TryVerify(record.Span, proof, policy));
            Assert.Equal(target, Copy(record.Span).Target);
        }
    }

    internal static async Task<List<CopiedRecord>> ReadAllAsync(IAuditStore store)
    {
        var state = await store.ReadStateAsync(Cancellation);
        var reader = new Tiles.TileReader(store, state.Size);
        List<CopiedRecord> records = [];
        for (var index = 0L; index < state.Size; index++)
            records.Add(Copy((await reader.ReadEntryAsync(index, Cancellation)).Span));
        return records;
    }

    internal static CopiedRecord Copy(ReadOnlySpan<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes, out var record), Convert.ToHexString(bytes));
        record.TryGetText(AuditField.Target, out var target);
        return new CopiedRecord(record.Kind, record.Producer, record.Sequence, System.Text.Encoding.UTF8.GetString(target), record.RecordedAt, record.IsTimeHeld, record.Gap);
    }

    internal sealed record CopiedRecord(AuditRecordKind Kind, long Producer, long Sequence, string Target, DateTimeOffset RecordedAt, bool IsTimeHeld, AuditGap Gap);
}
