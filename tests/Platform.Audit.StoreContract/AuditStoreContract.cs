using System.Runtime.InteropServices;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.StoreContract;

/// <summary>What every store of an audit log does.</summary>
public abstract class AuditStoreContract
{
    /// <summary>The store, new.</summary>
    protected abstract IAuditStore Store { get; }

    /// <summary>Another end of the same log, as another process has it.</summary>
    protected abstract IAuditStore OpenAnother();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_log_is_empty()
    {
        var state = await Store.ReadStateAsync(Cancellation);

        Assert.Equal((0, TreeHash.Empty, 0), (state.Size, state.Root, state.Checkpoint.Length));
        Assert.True((await Store.ReadAsync(TileAddress.Entries(0), Cancellation)).IsEmpty);
        Assert.True((await Store.ReadAsync(TileAddress.Hashes(0, 0, 1), Cancellation)).IsEmpty);
        Assert.True((await Store.ReadAsync(TileAddress.Hashes(1, 0, 1), Cancellation)).IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257, 1, 300)]
    [InlineData(100, 100, 100, 1, 211)]
    [InlineData(1, 1, 1, 700, 1)]
    public async Task What_was_committed_is_read_again_and_verifies(params int[] batches)
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var expected = new TreeFrontier();
        List<byte[]> all = [];
        foreach (var count in batches)
        {
            var records = Batches.Records(count, seed: all.Count).ToList();
            all.AddRange(records);
            await Store.CommitAsync(log.Next(records), Cancellation);
            foreach (var record in records)
                expected.Append(TreeHasher.HashLeaf(record));

            var state = await OpenAnother().ReadStateAsync(Cancellation);
            Assert.Equal((all.Count, expected.Root, Batches.Start), (state.Size, state.Root, state.LastRecordedAt));
        }

        var other = OpenAnother();
        var verification = await new TileVerifier(other, all.Count, expected.Root).VerifyAsync(Cancellation);
        Assert.True(verification.IsIntact, verification.ToString());
        var reader = new TileReader(other, all.Count);
        foreach (var index in (int[])[0, all.Count / 2, all.Count - 1])
            Assert.Equal(all[index], (await reader.ReadEntryAsync(index, Cancellation)).ToArray());
    }

    [Fact]
    public async Task Records_have_any_length_up_to_the_longest()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        byte[][] records = [[], [0], new byte[255], new byte[4096], new byte[EntryBundle.MaxEntryLength]];

        await Store.CommitAsync(log.Next(records), Cancellation);

        var reader = new TileReader(OpenAnother(), records.Length);
        for (var at = 0; at < records.Length; at++)
            Assert.Equal(records[at], (await reader.ReadEntryAsync(at, Cancellation)).ToArray());
    }

    [Fact]
    public async Task Tiles_are_there_in_the_width_that_was_asked_for_or_not_at_all()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var records = Batches.Records(520).ToList();
        await Store.CommitAsync(log.Next(records), Cancellation);

        var hashes = (await Store.ReadAsync(TileAddress.Hashes(0, 2, 5), Cancellation)).ToArray();
        Assert.Equal(records.Skip(512).Take(5).Select(record => TreeHasher.HashLeaf(record)), MemoryMarshal.Cast<byte, TreeHash>(hashes).ToArray());
        Assert.Equal(2 * TreeHash.Length, (await Store.ReadAsync(TileAddress.Hashes(1, 0, 2), Cancellation)).Length);
        foreach (var absent in (TileAddress[])[TileAddress.Hashes(0, 2), TileAddress.Hashes(0, 2, 9), TileAddress.Hashes(0, 3, 1), TileAddress.Hashes(1, 0, 3), TileAddress.Hashes(2, 0, 1), TileAddress.Entries(2), TileAddress.Entries(1_000_000, 1)])
            Assert.True((await Store.ReadAsync(absent, Cancellation)).IsEmpty, absent.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(1_000)]
    public async Task A_batch_that_begins_anywhere_but_at_the_end_is_refused_and_adds_nothing(long first)
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(3)), Cancellation);
        var before = await Store.ReadStateAsync(Cancellation);

        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(log.At(first, log.Epoch, Batches.Records(2, seed: 9)), Cancellation));

        AssertSame(before, await OpenAnother().ReadStateAsync(Cancellation));
    }

    [Fact]
    public async Task One_process_has_the_log_and_another_waits_until_it_lets_go()
    {
        var other = OpenAnother();
        await Batches.AcquireAsync(Store, Cancellation);

        Assert.Null(await other.TryAcquireAsync(Cancellation));
        await Store.ReleaseAsync(Cancellation);
        Assert.NotNull(await other.TryAcquireAsync(Cancellation));

        Assert.Null(await Store.TryAcquireAsync(Cancellation));
    }

    [Fact]
    public async Task Who_had_the_log_before_can_add_and_sign_nothing()
    {
        var other = OpenAnother();
        var first = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(first.Next(Batches.Records(3)), Cancellation);
        await Store.SaveCheckpointAsync(first.Epoch, new byte[] { 1 }, Cancellation);
        await Store.ReleaseAsync(Cancellation);
        var second = await Batches.AcquireAsync(other, Cancellation);
        var before = await other.ReadStateAsync(Cancellation);

        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(first.Next(Batches.Records(1)), Cancellation));
        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.SaveCheckpointAsync(first.Epoch, new byte[] { 2 }, Cancellation));

        Assert.True(second.Epoch > first.Epoch);
        AssertSame(before, await other.ReadStateAsync(Cancellation));
        await other.CommitAsync(second.Next(Batches.Records(2)), Cancellation);
        Assert.Equal(5, (await other.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task Acquired_again_by_the_same_process_an_epoch_is_over()
    {
        var first = await Batches.AcquireAsync(Store, Cancellation);
        var second = await Batches.AcquireAsync(Store, Cancellation);

        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(first.Next(Batches.Records(1)), Cancellation));
        await Store.CommitAsync(second.Next(Batches.Records(1)), Cancellation);

        Assert.Equal(1, (await Store.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task The_last_checkpoint_is_kept()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.SaveCheckpointAsync(log.Epoch, "first"u8.ToArray(), Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(1)), Cancellation);
        await Store.SaveCheckpointAsync(log.Epoch, "second"u8.ToArray(), Cancellation);

        Assert.Equal("second"u8.ToArray(), (await OpenAnother().ReadStateAsync(Cancellation)).Checkpoint.ToArray());
    }

    [Fact]
    public async Task Who_has_released_a_log_can_add_nothing_before_taking_it_again()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.ReleaseAsync(Cancellation);
        await Store.ReleaseAsync(Cancellation);

        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(log.Next(Batches.Records(1)), Cancellation));

        await Store.CommitAsync((await Batches.AcquireAsync(Store, Cancellation)).Next(Batches.Records(1)), Cancellation);
        Assert.Equal(1, (await Store.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task What_is_read_while_others_write_is_of_one_moment()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var other = OpenAnother();
        var writing = Task.Run(
            async () =>
            {
                for (var at = 0; at < 40; at++)
                    await Store.CommitAsync(log.Next(Batches.Records(1 + at % 23, seed: at)), Cancellation);
            },
            Cancellation);

        while (!writing.IsCompleted)
        {
            var state = await other.ReadStateAsync(Cancellation);
            Assert.Equal(state.Root, await new TileReader(other, state.Size).ComputeRootAsync(Cancellation));
        }
        await writing;
    }

    [Fact]
    public async Task Any_sequence_of_batches_is_the_tree_of_its_records()
    {
        var random = new Random(7);
        var expected = new TreeFrontier();
        for (var round = 0; round < 6; round++)
        {
            // Each round begins with what the store has.
            var log = await Batches.AcquireAsync(Store, Cancellation);
            for (var batch = 0; batch < 5; batch++)
            {
                var records = Batches.Records(random.Next(1, 150), random.Next()).ToList();
                await Store.CommitAsync(log.Next(records), Cancellation);
                expected.Append(records.Select(record => TreeHasher.HashLeaf(record)).ToArray());
            }
            var state = await Store.ReadStateAsync(Cancellation);
            Assert.Equal((expected.Size, expected.Root), (state.Size, state.Root));
        }
        Assert.True((await new TileVerifier(Store, expected.Size, expected.Root).VerifyAsync(Cancellation)).IsIntact);
    }

    private static void AssertSame(AuditStoreState expected, AuditStoreState actual)
    {
        Assert.Equal(expected.Checkpoint.ToArray(), actual.Checkpoint.ToArray());
        Assert.Equal(expected with { Checkpoint = default }, actual with { Checkpoint = default });
    }
}
