using FsCheck.Xunit;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tests;

public sealed class TileAddressTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 0, 1, "tile/0/000.p/1")]
    [InlineData(1, 999, 255, "tile/1/999.p/255")]
    [InlineData(2, 1000, 256, "tile/2/x001/000")]
    [InlineData(63, 1234067, 8, "tile/63/x001/x234/067.p/8")]
    [InlineData(0, long.MaxValue, 256, "tile/0/x009/x223/x372/x036/x854/x775/807")]
    public void A_tile_of_hashes_has_the_path_of_the_specification(int level, long index, int width, string path)
    {
        var address = TileAddress.Hashes(level, index, width);

        Assert.Equal(path, address.ToString());
        Assert.True(TileAddress.TryParse(path, out var parsed));
        Assert.Equal(address, parsed);
        Assert.Equal(width < 256, parsed.IsPartial);
    }

    [Theory]
    [InlineData(0, 256, "tile/entries/000")]
    [InlineData(273, 112, "tile/entries/273.p/112")]
    [InlineData(1234067, 256, "tile/entries/x001/x234/067")]
    public void A_bundle_of_entries_has_the_path_of_the_specification(long index, int width, string path)
    {
        Assert.Equal(path, TileAddress.Entries(index, width).ToString());
        Assert.True(TileAddress.TryParse(path, out var parsed));
        Assert.Equal(TileAddress.Entries(index, width), parsed);
        Assert.True(parsed.IsEntries);
        Assert.Equal(TileAddress.Entries(index), parsed.Full);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile//000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x001/x000")]
    [InlineData("tile/0/X001/000")]
    [InlineData("tile/0/ 01")]
    [InlineData("tile/0/-01")]
    [InlineData("tile/0/+01")]
    [InlineData("tile/0/٠٠١")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/8/0/000")]
    [InlineData("tile/entry/000")]
    [InlineData("tile/entries/")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/1/")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/000/..")]
    [InlineData("tile/0/../0/000")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Any_other_path_is_refused(string path) => Assert.False(TileAddress.TryParse(path, out _));

    [Property]
    public void What_is_written_is_read(byte level, ulong index, byte width)
    {
        var address = TileAddress.Hashes(level % 64, (long)(index >> 1), width == 0 ? 256 : width);

        Assert.True(TileAddress.TryParse(address.ToString(), out var parsed));
        Assert.Equal(address, parsed);
    }

    [Property(MaxTest = 500)]
    public void What_is_read_is_written_the_same(string tail)
    {
        if (TileAddress.TryParse("tile/" + tail, out var address))
            Assert.Equal("tile/" + tail, address.ToString());
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(64, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Entries(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Entries(0, 257));
    }
}
