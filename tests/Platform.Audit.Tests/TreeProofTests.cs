using System.Runtime.InteropServices;
using FsCheck.Xunit;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class TreeProofTests
{
    private const int Sizes = 70;

    private static readonly TreeHash[] Leaves = ReferenceTree.Leaves(1200);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inclusion_is_proven_as_defined_and_verified_for_every_leaf_of_every_small_tree()
    {
        for (var size = 1; size <= Sizes; size++)
        {
            var root = ReferenceTree.Root(Leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = await InclusionAsync(index, size);
                Assert.Equal(ReferenceTree.Path(index, Leaves.AsSpan(0, size)), proof);
                Assert.Equal(proof.Length, TreeProver.GetInclusionLength(index, size));
                for (var claimed = 0; claimed <= size; claimed++)
                    Assert.Equal(claimed == index, TreeProof.VerifyInclusion(claimed, size, Leaves[index], proof, root));
            }
        }
    }

    [Fact]
    public async Task Consistency_is_proven_as_defined_and_verified_for_all_pairs_of_small_trees()
    {
        for (var size = 1; size <= Sizes; size++)
        {
            var root = ReferenceTree.Root(Leaves.AsSpan(0, size));
            for (var old = 1; old <= size; old++)
            {
                var oldRoot = ReferenceTree.Root(Leaves.AsSpan(0, old));
                var proof = await ConsistencyAsync(old, size);
                Assert.Equal(ReferenceTree.Consistency(old, Leaves.AsSpan(0, size)), proof);
                Assert.True(TreeProof.VerifyConsistency(old, size, oldRoot, root, proof));
                Assert.False(TreeProof.VerifyConsistency(old, size, Leaves[1100], root, proof));
                Assert.False(TreeProof.VerifyConsistency(old, size, oldRoot, Leaves[1100], proof));
                Assert.False(TreeProof.VerifyConsistency(old, size, oldRoot, root, [.. proof, root]));
                if (old < size)
                    Assert.False(TreeProof.VerifyConsistency(old, size, root, oldRoot, proof));
            }
        }
    }

    [Property(MaxTest = 300)]
    public async Task A_tree_continues_another_when_the_definition_says_so_and_never_another_root(ushort one, ushort other)
    {
        var (old, size) = (one % 600, other % 600);
        var (oldRoot, root) = (ReferenceTree.Root(Leaves.AsSpan(0, old)), ReferenceTree.Root(Leaves.AsSpan(0, size)));
        var prover = new TreeProver(new LeafNodes(Leaves));

        Assert.Equal(old <= size, await prover.ContinuesAsync(old, oldRoot, size, root, Ending));
        Assert.False(await prover.ContinuesAsync(old, Leaves[1100], size, root, Ending));
        Assert.Equal(old == 0 && size > 0, await prover.ContinuesAsync(old, oldRoot, size, Leaves[1100], Ending));
    }

    [Fact]
    public async Task Subtrees_are_proven_as_defined_and_verified_and_other_ranges_never()
    {
        const int size = 37;
        var root = ReferenceTree.Root(Leaves.AsSpan(0, size));
        var prover = new TreeProver(new LeafNodes(Leaves));
        for (var start = 0; start < size; start++)
        {
            for (var end = start + 1; end <= size; end++)
            {
                if (!IsSubtree(start, end))
                {
                    Assert.False(Subtree.IsValid(start, end));
                    Assert.False(TreeProof.VerifySubtreeConsistency(start, end, size, ReferenceTree.Root(Leaves.AsSpan(start, end - start)), root, []));
                    await Assert.ThrowsAsync<ArgumentException>(async () => await prover.ProveSubtreeAsync(start, end, size, new TreeHash[64], Ending));
                    continue;
                }
                var hash = ReferenceTree.Root(Leaves.AsSpan(start, end - start));
                var proof = new TreeHash[TreeProof.MaxLength];
                proof = proof[..await prover.ProveSubtreeAsync(start, end, size, proof, Ending)];
                Assert.Equal(hash, await prover.ComputeSubtreeAsync(start, end, Ending));
                Assert.Equal(ReferenceTree.SubtreeProof(start, end, Leaves.AsSpan(0, size)), proof);
                Assert.True(TreeProof.VerifySubtreeConsistency(start, end, size, hash, root, proof));
                Assert.False(TreeProof.VerifySubtreeConsistency(start, end, size, Leaves[1100], root, proof));
                for (var index = start; index < end; index++)
                {
                    var path = ReferenceTree.Path(index - start, Leaves.AsSpan(start, end - start)).ToArray();
                    Assert.True(TreeProof.VerifySubtreeInclusion(index, start, end, Leaves[index], path, hash));
                    Assert.False(TreeProof.VerifySubtreeInclusion(index, start, end, Leaves[1100], path, hash));
                }
            }
        }
    }

    [Property(MaxTest = 60)]
    public void Large_trees_are_proven_too(ushort first, ushort second)
    {
        var size = 1 + first % Leaves.Length;
        var index = second % size;
        var root = ReferenceTree.Root(Leaves.AsSpan(0, size));
        var inclusion = InclusionAsync(index, size).AsTask().GetAwaiter().GetResult();
        var consistency = ConsistencyAsync(index + 1, size).AsTask().GetAwaiter().GetResult();

        Assert.Equal(ReferenceTree.Path(index, Leaves.AsSpan(0, size)), inclusion);
        Assert.True(TreeProof.VerifyInclusion(index, size, Leaves[index], inclusion, root));
        Assert.Equal(ReferenceTree.Consistency(index + 1, Leaves.AsSpan(0, size)), consistency);
        Assert.True(TreeProof.VerifyConsistency(index + 1, size, ReferenceTree.Root(Leaves.AsSpan(0, index + 1)), root, consistency));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(6, 7)]
    [InlineData(100, 137)]
    [InlineData(136, 137)]
    public async Task Every_bit_of_a_proof_a_leaf_and_a_root_counts(int index, int size)
    {
        var root = ReferenceTree.Root(Leaves.AsSpan(0, size));
        var old = index + 1;
        var oldRoot = ReferenceTree.Root(Leaves.AsSpan(0, old));
        TreeHash[] inclusion = [Leaves[index], root, .. await InclusionAsync(index, size)];
        TreeHash[] consistency = [oldRoot, root, .. await ConsistencyAsync(old, size)];

        AssertEachBit(inclusion, all => TreeProof.VerifyInclusion(index, size, all[0], all.AsSpan(2), all[1]));
        AssertEachBit(consistency, all => TreeProof.VerifyConsistency(old, size, all[0], all[1], all.AsSpan(2)));
    }

    [Fact]
    public async Task A_proof_that_is_longer_or_shorter_or_in_another_order_is_refused()
    {
        var root = ReferenceTree.Root(Leaves.AsSpan(0, 100));
        var proof = await InclusionAsync(42, 100);

        Assert.True(TreeProof.VerifyInclusion(42, 100, Leaves[42], proof, root));
        Assert.False(TreeProof.VerifyInclusion(42, 100, Leaves[42], proof.AsSpan(1), root));
        Assert.False(TreeProof.VerifyInclusion(42, 100, Leaves[42], proof.AsSpan(0, proof.Length - 1), root));
        Assert.False(TreeProof.VerifyInclusion(42, 100, Leaves[42], [.. proof, proof[0]], root));
        Assert.False(TreeProof.VerifyInclusion(42, 100, Leaves[42], [proof[0], .. proof], root));
        Assert.False(TreeProof.VerifyInclusion(42, 100, Leaves[42], proof.Reverse().ToArray(), root));
        Assert.False(TreeProof.VerifyInclusion(42, 101, Leaves[42], proof, ReferenceTree.Root(Leaves.AsSpan(0, 101))));
        Assert.False(TreeProof.VerifyInclusion(0, long.MaxValue, Leaves[0], new TreeHash[TreeProof.MaxLength + 1], root));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(0, -1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void Numbers_that_make_no_sense_are_refused_and_do_not_throw(long one, long other)
    {
        Assert.False(TreeProof.VerifyInclusion(one, other, Leaves[0], [], Leaves[0]));
        Assert.False(TreeProof.VerifyConsistency(one, other, Leaves[0], Leaves[1], []));
        Assert.False(TreeProof.VerifySubtreeInclusion(one, one, other, Leaves[0], [Leaves[2]], Leaves[1]));
        Assert.False(TreeProof.VerifySubtreeConsistency(one, other, other, Leaves[0], Leaves[1], []));
    }

    [Fact]
    public void An_empty_subtree_has_the_hash_of_nothing_and_an_empty_tree_proves_nothing()
    {
        Assert.True(TreeProof.VerifySubtreeConsistency(3, 3, 8, TreeHash.Empty, Leaves[0], []));
        Assert.False(TreeProof.VerifySubtreeConsistency(3, 3, 8, Leaves[1], Leaves[0], []));
        Assert.False(TreeProof.VerifySubtreeConsistency(9, 9, 8, TreeHash.Empty, Leaves[0], []));
        Assert.False(TreeProof.VerifyConsistency(0, 8, TreeHash.Empty, Leaves[0], []));
        Assert.False(TreeProof.VerifyConsistency(0, 0, TreeHash.Empty, TreeHash.Empty, []));
    }

    [Fact]
    public async Task The_prover_refuses_what_is_not_in_the_tree_and_too_little_room()
    {
        var prover = new TreeProver(new LeafNodes(Leaves));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await prover.ProveInclusionAsync(5, 5, new TreeHash[64], Ending));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await prover.ProveInclusionAsync(-1, 5, new TreeHash[64], Ending));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await prover.ProveConsistencyAsync(6, 5, new TreeHash[64], Ending));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await prover.ProveSubtreeAsync(4, 8, 5, new TreeHash[64], Ending));
        await Assert.ThrowsAsync<ArgumentException>(async () => await prover.ProveInclusionAsync(0, 5, new TreeHash[2], Ending));
        Assert.Equal(0, await prover.ProveConsistencyAsync(0, 5, default, Ending));
        Assert.Equal(TreeHash.Empty, await prover.ComputeRootAsync(0, Ending));
    }

    [Fact]
    [AllocationTestOf(typeof(TreeProof), nameof(TreeProof.VerifyInclusion))]
    [AllocationTestOf(typeof(TreeProof), nameof(TreeProof.VerifyConsistency))]
    [AllocationTestOf(typeof(TreeProof), nameof(TreeProof.VerifySubtreeInclusion))]
    [AllocationTestOf(typeof(TreeProof), nameof(TreeProof.VerifySubtreeConsistency))]
    public async Task Verifying_allocates_nothing()
    {
        var root = ReferenceTree.Root(Leaves.AsSpan(0, 100));
        var inclusion = await InclusionAsync(42, 100);
        var consistency = await ConsistencyAsync(42, 100);
        var oldRoot = ReferenceTree.Root(Leaves.AsSpan(0, 42));

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!TreeProof.VerifyInclusion(42, 100, Leaves[42], inclusion, root)
                || !TreeProof.VerifyConsistency(42, 100, oldRoot, root, consistency)
                || !TreeProof.VerifySubtreeInclusion(42, 0, 100, Leaves[42], inclusion, root)
                || !TreeProof.VerifySubtreeConsistency(0, 42, 100, oldRoot, root, consistency))
            {
                throw new InvalidOperationException("A proof was refused.");
            }
        });
    }

    private static void AssertEachBit(TreeHash[] all, Func<TreeHash[], bool> verify)
    {
        Assert.True(verify(all));
        for (var bit = 0; bit < all.Length * TreeHash.Length * 8; bit++)
        {
            MemoryMarshal.AsBytes(all.AsSpan())[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(verify(all));
            MemoryMarshal.AsBytes(all.AsSpan())[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    private static bool IsSubtree(int start, int end)
    {
        var width = 1;
        while (width < end - start)
            width *= 2;
        return start % width == 0;
    }

    private static async ValueTask<TreeHash[]> InclusionAsync(int index, int size)
    {
        var proof = new TreeHash[TreeProof.MaxLength];
        return proof[..await new TreeProver(new LeafNodes(Leaves)).ProveInclusionAsync(index, size, proof, Ending)];
    }

    private static async ValueTask<TreeHash[]> ConsistencyAsync(int old, int size)
    {
        var proof = new TreeHash[TreeProof.MaxLength];
        return proof[..await new TreeProver(new LeafNodes(Leaves)).ProveConsistencyAsync(old, size, proof, Ending)];
    }
}
