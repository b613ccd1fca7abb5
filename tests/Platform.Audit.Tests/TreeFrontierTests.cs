using FsCheck.Xunit;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class TreeFrontierTests
{
    private static readonly TreeHash[] Leaves = ReferenceTree.Leaves(1500);

    [Fact]
    public void The_root_is_that_of_the_definition_at_every_size()
    {
        var frontier = new TreeFrontier();
        for (var size = 0; size <= 300; size++)
        {
            Assert.Equal(size, frontier.Size);
            Assert.Equal(ReferenceTree.Root(Leaves.AsSpan(0, size)), frontier.Root);
            frontier.Append(Leaves[size]);
        }
    }

    [Property]
    public void However_leaves_are_appended_the_root_is_the_same(ushort[] counts)
    {
        var frontier = new TreeFrontier();
        foreach (var count in counts)
        {
            var next = Leaves.AsSpan((int)frontier.Size, Math.Min(count % 700, Leaves.Length - (int)frontier.Size));
            if (count % 3 == 0 && !next.IsEmpty)
                frontier.Append(next[0]);
            else
                frontier.Append(next);
        }

        Assert.Equal(ReferenceTree.Root(Leaves.AsSpan(0, (int)frontier.Size)), frontier.Root);
    }

    [Property]
    public void What_is_written_is_read_and_goes_on(ushort size)
    {
        var count = size % 1000;
        var frontier = new TreeFrontier();
        frontier.Append(Leaves.AsSpan(0, count));
        var bytes = new byte[frontier.WrittenLength];

        Assert.Equal(bytes.Length, frontier.Write(bytes));
        Assert.True(TreeFrontier.TryRead(bytes, out var read));
        read.Append(Leaves.AsSpan(count));
        Assert.Equal(ReferenceTree.Root(Leaves), read.Root);
        Assert.False(TreeFrontier.TryRead([.. bytes, 0], out _));
        Assert.False(TreeFrontier.TryRead(bytes.AsSpan(0, bytes.Length - 1), out _));
        Assert.Throws<ArgumentException>(() => frontier.Write(new byte[bytes.Length - 1]));
    }

    [Fact]
    public void A_negative_size_is_refused() =>
        Assert.False(TreeFrontier.TryRead([0x80, .. new byte[7 + TreeHash.Length]], out _));

    [Fact]
    [AllocationTestOf(typeof(TreeFrontier), nameof(TreeFrontier.Append), typeof(TreeHash))]
    [AllocationTestOf(typeof(TreeFrontier), nameof(TreeFrontier.Append), typeof(ReadOnlySpan<TreeHash>))]
    [AllocationTestOf(typeof(TreeFrontier), nameof(TreeFrontier.Root))]
    public void Appending_and_the_root_allocate_nothing()
    {
        var frontier = new TreeFrontier();
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            frontier.Append(Leaves[0]);
            frontier.Append(Leaves.AsSpan(0, 40));
            _ = frontier.Root;
        });
    }
}
