using System.Security.Cryptography;
using FsCheck.Xunit;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class TreeHasherTests
{
    private static readonly byte[] Short = RandomNumberGenerator.GetBytes(200);
    private static readonly byte[] Long = RandomNumberGenerator.GetBytes(5_000);
    private static readonly TreeHash[] Row = ReferenceTree.Leaves(64);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(55)]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(65_535)]
    public void A_leaf_is_hashed_with_its_prefix_whatever_its_length(int length)
    {
        var record = RandomNumberGenerator.GetBytes(length);

        Assert.Equal(ReferenceTree.LeafHash(record), TreeHasher.HashLeaf(record));
    }

    [Property]
    public void A_level_is_what_the_pairs_are(ushort seed, byte pairs)
    {
        var children = Enumerable.Range(0, 2 * (pairs % 40)).Select(at => new TreeHash(SHA256.HashData(BitConverter.GetBytes(seed * 1000 + at)))).ToArray();
        var expected = children.Chunk(2).Select(pair => ReferenceTree.NodeHash(pair[0], pair[1])).ToArray();
        var parents = new TreeHash[expected.Length];

        TreeHasher.HashLevel(children, parents);
        Assert.Equal(expected, parents);

        TreeHasher.HashLevel(children, children); // in place
        Assert.Equal(expected, children[..expected.Length]);
    }

    [Fact]
    public void Every_bit_of_every_child_changes_its_parent_and_no_other()
    {
        var children = Row[..(2 * NodeLanes.Count)].ToArray();
        var before = new TreeHash[NodeLanes.Count];
        var after = new TreeHash[NodeLanes.Count];
        TreeHasher.HashLevel(children, before);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(children.AsSpan());
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            TreeHasher.HashLevel(children, after);
            for (var at = 0; at < before.Length; at++)
                Assert.Equal(at == bit / 8 / 64, before[at] != after[at]);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_level_of_an_odd_number_or_without_room_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TreeHasher.HashLevel(Row.AsSpan(0, 3), new TreeHash[2]));
        Assert.Throws<ArgumentException>(() => TreeHasher.HashLevel(Row.AsSpan(0, 4), new TreeHash[1]));
    }

    [Fact]
    public void A_node_does_not_pass_as_a_leaf() =>
        Assert.NotEqual(TreeHasher.HashNode(Row[0], Row[1]), TreeHasher.HashLeaf([.. Row[0].Bytes, .. Row[1].Bytes]));

    [Fact]
    [AllocationTestOf(typeof(TreeHasher), nameof(TreeHasher.HashLeaf))]
    public void Hashing_a_leaf_allocates_nothing() => AllocationMeter.AssertAllocatesNothing(() =>
    {
        TreeHasher.HashLeaf(Short);
        TreeHasher.HashLeaf(Long);
    });

    [Fact]
    [AllocationTestOf(typeof(TreeHasher), nameof(TreeHasher.HashNode))]
    public void Hashing_a_node_allocates_nothing() => AllocationMeter.AssertAllocatesNothing(() => TreeHasher.HashNode(Row[0], Row[1]));

    [Fact]
    [AllocationTestOf(typeof(TreeHasher), nameof(TreeHasher.HashLevel))]
    public void Hashing_a_level_allocates_nothing()
    {
        var parents = new TreeHash[13];
        AllocationMeter.AssertAllocatesNothing(() => TreeHasher.HashLevel(Row.AsSpan(0, 26), parents));
    }
}
