using FsCheck.Xunit;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

/// <summary>Writing and reading logs as tiles.</summary>
public sealed class TileTests
{
    private static readonly TreeHash[] Leaves = ReferenceTree.Leaves(1100);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(1000)]
    public async Task Roots_proofs_and_entries_from_tiles_are_those_of_the_definition(int size)
    {
        using var log = await TestLog.OfAsync(size);
        var reader = new TileReader(log.Tiles, size);
        var proof = new TreeHash[TreeProof.MaxLength];

        Assert.Equal(ReferenceTree.Root(Leaves.AsSpan(0, size)), log.Writer.Root);
        Assert.Equal(log.Writer.Root, await reader.ComputeRootAsync(Ending));
        for (var index = 0; index < size; index += size < 300 ? 1 : 37)
        {
            Assert.Equal(ReferenceTree.Record(index), (await reader.ReadEntryAsync(index, Ending)).ToArray());
            var count = await reader.Prover.ProveInclusionAsync(index, size, proof, Ending);
            Assert.Equal(ReferenceTree.Path(index, Leaves.AsSpan(0, size)), proof[..count]);
            count = await reader.Prover.ProveConsistencyAsync(index + 1, size, proof, Ending);
            Assert.Equal(ReferenceTree.Consistency(index + 1, Leaves.AsSpan(0, size)), proof[..count]);
            Assert.Equal(ReferenceTree.Root(Leaves.AsSpan(0, index)), await reader.Prover.ComputeRootAsync(index, Ending));
        }
    }

    [Fact]
    public async Task A_tree_with_three_levels_of_tiles_has_the_right_root_and_proofs()
    {
        const int size = 70_000; // the example of the specification
        var tiles = new InMemoryTiles();
        var writer = new TileWriter(tiles);
        var frontier = new TreeFrontier();
        for (var at = 0; at < size; at++)
        {
            var record = BitConverter.GetBytes(at);
            await writer.AppendAsync(record, Ending);
            frontier.Append(TreeHasher.HashLeaf(record));
        }
        await writer.FlushAsync(Ending);

        Assert.Equal(frontier.Root, writer.Root);
        Assert.Equal(112 * TreeHash.Length, (await tiles.ReadAsync(TileAddress.Hashes(0, 273, 112), Ending)).Length);
        Assert.Equal(256 * TreeHash.Length, (await tiles.ReadAsync(TileAddress.Hashes(1, 0), Ending)).Length);
        Assert.Equal(17 * TreeHash.Length, (await tiles.ReadAsync(TileAddress.Hashes(1, 1, 17), Ending)).Length);
        Assert.Equal(1 * TreeHash.Length, (await tiles.ReadAsync(TileAddress.Hashes(2, 0, 1), Ending)).Length);
        var reader = new TileReader(tiles, size);
        var proof = new TreeHash[TreeProof.MaxLength];
        foreach (var index in (int[])[0, 65_535, 65_536, 69_887, 69_888, 69_999])
        {
            var count = await reader.Prover.ProveInclusionAsync(index, size, proof, Ending);
            Assert.True(TreeProof.VerifyInclusion(index, size, TreeHasher.HashLeaf(BitConverter.GetBytes(index)), proof.AsSpan(0, count), frontier.Root));
            count = await reader.Prover.ProveConsistencyAsync(index + 1, size, proof, Ending);
            var old = await reader.Prover.ComputeRootAsync(index + 1, Ending);
            Assert.True(TreeProof.VerifyConsistency(index + 1, size, old, frontier.Root, proof.AsSpan(0, count)));
        }
        Assert.True((await new TileVerifier(tiles, size, frontier.Root).VerifyAsync(Ending)).IsIntact);
        Assert.True((await new TileVerifier(tiles, size, frontier.Root) { MinimumIndex = 66_000 }.VerifyAsync(Ending)).IsIntact);
    }

    [Property(MaxTest = 25)]
    public void A_log_that_is_taken_up_again_and_again_is_the_same_log(byte[] steps) => TakeUpAsync(steps).GetAwaiter().GetResult();

    [Fact]
    public async Task A_log_does_not_open_with_another_root_or_other_entries()
    {
        using var log = await TestLog.OfAsync(300);

        await Assert.ThrowsAsync<TileException>(async () => await TileWriter.OpenAsync(log.Tiles, log.Tiles, 300, Leaves[0], Ending));
        await Assert.ThrowsAsync<TileException>(async () => await TileWriter.OpenAsync(log.Tiles, log.Tiles, 299, log.Writer.Root, Ending));
        var other = new Override(log.Tiles, TileAddress.Entries(1, 44), new byte[88]);
        await Assert.ThrowsAsync<TileException>(async () => await TileWriter.OpenAsync(other, log.Tiles, 300, log.Writer.Root, Ending));
    }

    [Fact]
    public async Task What_was_written_never_changes()
    {
        var folder = Directory.CreateTempSubdirectory("tiles-");
        foreach (var target in (ITileTarget[])[new InMemoryTiles(), new TileFolder(folder.FullName)])
        {
            var address = TileAddress.Entries(0, 1);
            await target.WriteAsync(address, new byte[] { 0, 1, 7 }, Ending);
            await target.WriteAsync(address, new byte[] { 0, 1, 7 }, Ending);
            var thrown = await Assert.ThrowsAsync<TileException>(async () => await target.WriteAsync(address, new byte[] { 0, 1, 8 }, Ending));

            Assert.Equal(address, thrown.Address);
            Assert.Equal([0, 1, 7], (await ((ITileSource)target).ReadAsync(address, Ending)).ToArray());
            Assert.True((await ((ITileSource)target).ReadAsync(TileAddress.Entries(9), Ending)).IsEmpty);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_folder_holds_the_same_log_as_memory()
    {
        var folder = Directory.CreateTempSubdirectory("tiles-");
        var writer = new TileWriter(new TileFolder(folder.FullName));
        for (var at = 0; at < 600; at++)
            await writer.AppendAsync(ReferenceTree.Record(at), Ending);
        await writer.FlushAsync(Ending);
        using var log = await TestLog.OfAsync(600);

        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            Assert.True(TileAddress.TryParse(Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'), out var address));
            Assert.Equal((await log.Tiles.ReadAsync(address, Ending)).ToArray(), await File.ReadAllBytesAsync(file.FullName, Ending));
        }
        Assert.True((await new TileVerifier(new TileFolder(folder.FullName), 600, log.Writer.Root).VerifyAsync(Ending)).IsIntact);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Where_a_partial_tile_was_deleted_the_full_one_is_read()
    {
        using var log = await TestLog.OfAsync(300);
        var root = log.Writer.Root;
        for (var at = 300; at < 512; at++)
            await log.Writer.AppendAsync(ReferenceTree.Record(at), Ending);
        var tiles = new Without(log.Tiles, address => address is { IsPartial: true, Level: 0 });
        var reader = new TileReader(tiles, 300);

        Assert.Equal(root, await reader.ComputeRootAsync(Ending));
        Assert.Equal(ReferenceTree.Record(299), (await reader.ReadEntryAsync(299, Ending)).ToArray());
        Assert.True((await new TileVerifier(tiles, 300, root).VerifyAsync(Ending)).IsIntact);
        Assert.Equal(TileFault.Missing, (await new TileVerifier(new Without(log.Tiles, address => address.Level == 1), 300, root).VerifyAsync(Ending)).Fault);
    }

    [Fact]
    public async Task A_pruned_log_still_proves_what_lies_beyond_its_minimum_index()
    {
        using var log = await TestLog.OfAsync(1000);
        const int minimum = 600;
        var pruned = new Without(log.Tiles, address => address.EndIndex <= minimum);
        var reader = new TileReader(pruned, 1000, minimum);
        var proof = new TreeHash[TreeProof.MaxLength];

        for (var index = minimum; index < 1000; index += 13)
        {
            var count = await reader.Prover.ProveInclusionAsync(index, 1000, proof, Ending);
            Assert.True(TreeProof.VerifyInclusion(index, 1000, Leaves[index], proof.AsSpan(0, count), log.Writer.Root));
            count = await reader.Prover.ProveConsistencyAsync(index, 1000, proof, Ending);
            Assert.True(TreeProof.VerifyConsistency(index, 1000, await reader.Prover.ComputeRootAsync(index, Ending), log.Writer.Root, proof.AsSpan(0, count)));
            Assert.Equal(ReferenceTree.Record(index), (await reader.ReadEntryAsync(index, Ending)).ToArray());
        }
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await reader.ReadEntryAsync(minimum - 1, Ending));
        Assert.True((await new TileVerifier(pruned, 1000, log.Writer.Root) { MinimumIndex = minimum }.VerifyAsync(Ending)).IsIntact);
        Assert.Equal(TileFault.Missing, (await new TileVerifier(pruned, 1000, log.Writer.Root).VerifyAsync(Ending)).Fault);
    }

    [Fact]
    public async Task A_missing_or_short_tile_is_named()
    {
        using var log = await TestLog.OfAsync(300);
        var missing = await Assert.ThrowsAsync<TileException>(async () => await new TileReader(new InMemoryTiles(), 300).ComputeRootAsync(Ending));
        var shorter = await Assert.ThrowsAsync<TileException>(async () =>
            await new TileReader(new Override(log.Tiles, TileAddress.Hashes(0, 1, 44), new byte[43 * 32]), 300).ComputeRootAsync(Ending));
        var cut = await Assert.ThrowsAsync<TileException>(async () =>
            await new TileReader(new Override(log.Tiles, TileAddress.Entries(0), new byte[] { 0, 1, 0 }), 300).ReadEntryAsync(7, Ending));

        Assert.Equal(TileAddress.Hashes(0, 1, 44), missing.Address);
        Assert.Equal(TileAddress.Hashes(0, 1, 44), shorter.Address);
        Assert.Equal(TileAddress.Entries(0), cut.Address);
        await Assert.ThrowsAsync<TileException>(async () => await new TileReader(new InMemoryTiles(), 300).ReadEntryAsync(7, Ending));
    }

    [Fact]
    public async Task A_record_that_does_not_fit_is_refused_and_the_log_goes_on()
    {
        using var log = await TestLog.OfAsync(0);

        await Assert.ThrowsAsync<ArgumentException>(async () => await log.Writer.AppendAsync(new byte[EntryBundle.MaxEntryLength + 1], Ending));
        Assert.Equal(0, await log.Writer.AppendAsync(new byte[EntryBundle.MaxEntryLength], Ending));
        await log.Writer.FlushAsync(Ending);
        Assert.Equal(EntryBundle.MaxEntryLength, (await new TileReader(log.Tiles, 1).ReadEntryAsync(0, Ending)).Length);
    }

    [Fact]
    public async Task A_writer_whose_target_has_failed_is_spent()
    {
        var target = new Failing();
        var writer = new TileWriter(target);
        for (var at = 0; at < 255; at++)
            await writer.AppendAsync(ReferenceTree.Record(at), Ending);
        target.Fails = true;

        await Assert.ThrowsAsync<IOException>(async () => await writer.AppendAsync(ReferenceTree.Record(255), Ending));
        target.Fails = false;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.AppendAsync(ReferenceTree.Record(255), Ending));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FlushAsync(Ending));
    }

    [Fact]
    [AllocationTestOf(typeof(TreeProver), nameof(TreeProver.ProveInclusionAsync))]
    public async Task An_inclusion_proof_from_tiles_in_memory_allocates_nothing()
    {
        using var log = await TestLog.OfAsync(1000);
        var prover = new TileReader(log.Tiles, 1000).Prover;
        var proof = new TreeHash[TreeProof.MaxLength];
        var ending = Ending;

        AllocationMeter.AssertBytesPerCall(0, async () => await prover.ProveInclusionAsync(123, 1000, proof, ending));
    }

    private static async Task TakeUpAsync(byte[] steps)
    {
        using var log = new TestLog();
        var writer = log.Writer;
        foreach (var step in steps.Take(5))
        {
            for (var (at, end) = ((int)writer.Size, Math.Min(Leaves.Length, (int)writer.Size + step)); at < end; at++)
                Assert.Equal(at, await writer.AppendAsync(ReferenceTree.Record(at), Ending));
            await writer.FlushAsync(Ending);
            Assert.Equal(ReferenceTree.Root(Leaves.AsSpan(0, (int)writer.Size)), writer.Root);
            writer = await TileWriter.OpenAsync(log.Tiles, log.Tiles, writer.Size, writer.Root, Ending);
        }
        Assert.True((await new TileVerifier(log.Tiles, writer.Size, writer.Root).VerifyAsync(Ending)).IsIntact);
    }

    private sealed class Without(ITileSource inner, Func<TileAddress, bool> isGone) : ITileSource
    {
        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) =>
            isGone(address) ? default : inner.ReadAsync(address, cancellationToken);
    }

    private sealed class Override(ITileSource inner, TileAddress place, byte[] bytes) : ITileSource
    {
        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) =>
            address == place ? ValueTask.FromResult<ReadOnlyMemory<byte>>(bytes) : inner.ReadAsync(address, cancellationToken);
    }

    private sealed class Failing : ITileTarget
    {
        public bool Fails { get; set; }

        public ValueTask WriteAsync(TileAddress address, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            Fails ? throw new IOException("The disk is full.") : default;
    }
}
