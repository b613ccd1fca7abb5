using Platform.Encryption.Engines;
using Platform.Encryption.Fields;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class OpenerCacheTests
{
    [Fact]
    public void A_prefix_that_comes_once_is_not_kept_and_one_that_comes_again_is()
    {
        using var key = DataKey.Generate();
        using var field = new FieldKey(key, EncryptionEngine.Bcl, TimeProvider.System);
        byte[] prefix = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

        var first = field.RentOpener(prefix);
        field.Return(first);
        var second = field.RentOpener(prefix);
        field.Return(second);
        var third = field.RentOpener(prefix);

        Assert.False(first.Keep);
        Assert.True(second.Keep);
        Assert.Same(second, third);
        field.Return(third);
    }

    [Fact]
    public void Two_threads_never_have_the_same_opener()
    {
        using var key = DataKey.Generate();
        using var field = new FieldKey(key, EncryptionEngine.Bcl, TimeProvider.System);
        byte[] prefix = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        field.Return(field.RentOpener(prefix));
        var (one, other) = (field.RentOpener(prefix), field.RentOpener(prefix));

        Assert.NotSame(one, other);
        field.Return(one);
        field.Return(other);
    }

    [Fact]
    public void More_prefixes_than_there_is_room_for_push_out_others_and_all_still_open()
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key));
        var column = new ColumnAddress("n", "t", "c");
        var lengths = new int[2];
        var batches = Enumerable.Range(0, 500).Select(i =>
        {
            FieldSlot[] slots = [new(column, new byte[] { 1 }, BitConverter.GetBytes(i)), new(column, new byte[] { 2 }, BitConverter.GetBytes(-i))];
            var arena = new byte[cipher.GetSealedLength(slots)];
            cipher.SealBatch(slots, arena, lengths);
            return arena;
        }).ToList();

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < batches.Count; i++)
            {
                Assert.Equal(i, BitConverter.ToInt32(cipher.Open(column.Row([1]), batches[i].AsSpan(0, 78))));
                Assert.Equal(-i, BitConverter.ToInt32(cipher.Open(column.Row([2]), batches[i].AsSpan(78))));
            }
        }
    }
}
