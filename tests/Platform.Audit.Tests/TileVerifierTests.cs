using System.Collections.Concurrent;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tests;

public sealed class TileVerifierTests
{
    private const int Size = 700;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_byte_changed_in_any_entry_is_named_by_its_index(int parallelism)
    {
        using var log = await TestLog.OfAsync(Size);
        for (var index = 0; index < Size; index += 31)
        {
            var changed = new Changed(log.Tiles, TileAddress.Entries(index / 256, Math.Min(256, Size - index / 256 * 256)), Offset(index) + 2);

            var found = await new TileVerifier(changed, Size, log.Writer.Root) { Parallelism = parallelism }.VerifyAsync(Ending);

            Assert.Equal(TileFault.EntryDiffers, found.Fault);
            Assert.Equal(index, found.Index);
            Assert.Equal($"entry {index} in {found.Address} is not the one that was signed", found.ToString());
        }
    }

    [Fact]
    public async Task Every_byte_flipped_in_every_tile_is_noticed()
    {
        using var log = await TestLog.OfAsync(Size);
        TileAddress[] tiles = [TileAddress.Hashes(0, 0), TileAddress.Hashes(0, 1), TileAddress.Hashes(0, 2, 188), TileAddress.Hashes(1, 0, 2)];
        foreach (var tile in tiles)
        {
            var length = (await log.Tiles.ReadAsync(tile, Ending)).Length;
            for (var at = 0; at < length; at += tile.Level == 1 ? 1 : 61)
            {
                var found = await new TileVerifier(new Changed(log.Tiles, tile, at), Size, log.Writer.Root) { Parallelism = 2 }.VerifyAsync(Ending);
                Assert.Equal(tile.Level == 0 ? TileFault.EntryDiffers : TileFault.HashDiffers, found.Fault);
                Assert.Equal(tile.Level == 0 ? tile.Index * 256 + at / 32 : at / 32, found.Index);
            }
        }
    }

    [Fact]
    public async Task A_log_rewritten_as_a_whole_is_noticed_by_its_root()
    {
        using var log = await TestLog.OfAsync(Size);
        using var other = new TestLog();
        for (var at = 0; at < Size; at++)
            await other.Writer.AppendAsync(ReferenceTree.Record(at == 5 ? 6 : at), Ending);
        await other.Writer.FlushAsync(Ending);

        Assert.Equal(TileFault.RootDiffers, (await new TileVerifier(other.Tiles, Size, log.Writer.Root).VerifyAsync(Ending)).Fault);
        Assert.Equal(TileFault.None, (await new TileVerifier(other.Tiles, Size, other.Writer.Root).VerifyAsync(Ending)).Fault);
    }

    [Fact]
    public async Task The_first_of_many_faults_is_named_and_an_empty_log_has_none()
    {
        using var log = await TestLog.OfAsync(Size);
        var changed = new Changed(new Changed(new Changed(log.Tiles, TileAddress.Entries(2, 188), 2), TileAddress.Entries(0), 2), TileAddress.Entries(1), 2);

        for (var round = 0; round < 20; round++)
            Assert.Equal(0, (await new TileVerifier(changed, Size, log.Writer.Root) { Parallelism = 3 }.VerifyAsync(Ending)).Index);
        Assert.True((await new TileVerifier(new InMemoryTiles(), 0, Trees.TreeHash.Empty).VerifyAsync(Ending)).IsIntact);
    }

    [Fact]
    public async Task Missing_and_malformed_parts_are_named()
    {
        using var log = await TestLog.OfAsync(Size);
        var cut = new Changed(log.Tiles, TileAddress.Entries(1), at: null);
        var shorter = new Changed(log.Tiles, TileAddress.Hashes(1, 0, 2), at: null);

        Assert.Equal(new TileVerification(TileFault.Malformed, TileAddress.Entries(1)), await Verify(cut));
        Assert.Equal(new TileVerification(TileFault.Malformed, TileAddress.Hashes(1, 0, 2)), await Verify(shorter));
        Assert.Equal(new TileVerification(TileFault.Missing, TileAddress.Entries(0)), await Verify(new InMemoryTiles()));

        Task<TileVerification> Verify(ITileSource source) => new TileVerifier(source, Size, log.Writer.Root) { Parallelism = 1 }.VerifyAsync(Ending).AsTask();
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(Size + 1, 1)]
    [InlineData(0, 0)]
    public async Task Numbers_out_of_range_are_refused(long minimum, int parallelism) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await new TileVerifier(new InMemoryTiles(), Size, default) { MinimumIndex = minimum, Parallelism = parallelism }.VerifyAsync(Ending));

    private static int Offset(int index) => Enumerable.Range(index / 256 * 256, index % 256).Sum(at => 2 + ReferenceTree.Record(at).Length);

    /// <summary>Flips a bit of one tile, or cuts its last byte.</summary>
    private sealed class Changed(ITileSource inner, TileAddress place, int? at) : ITileSource
    {
        private readonly ConcurrentDictionary<TileAddress, byte[]> _changed = new();

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken)
        {
            var bytes = await inner.ReadAsync(address, cancellationToken);
            return address == place ? _changed.GetOrAdd(address, _ => Change(bytes.ToArray())) : bytes;
        }

        private byte[] Change(byte[] bytes)
        {
            if (at is not { } position)
                return bytes[..^1];
            bytes[position] ^= 1;
            return bytes;
        }
    }
}
