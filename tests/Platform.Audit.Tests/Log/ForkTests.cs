using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tests.Log;

/// <summary>
/// Whoever owns the tables writes another history behind record 256, and leaves every old hash that is not under the new right edge: each root by itself can
/// be computed, and they do not belong together.
/// </summary>
public sealed class ForkTests : IDisposable
{
    private const int Shared = 256;
    private const int Kept = 300;
    private const int Now = 512;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-");
    private readonly ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _key.Dispose();
    }

    [Fact]
    public async Task A_store_whose_right_edge_does_not_continue_the_anchored_checkpoint_is_refused_and_the_anchor_stays()
    {
        var (store, kept) = await ForgeAsync();
        var anchor = new FileCheckpointAnchor(Path.Combine(_folder.FullName, "anchor"));
        await anchor.WriteAsync(kept, Cancellation);

        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(store, _key, anchor: anchor));

        Assert.Contains("do not continue the 300 of the checkpoint", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(kept, (await anchor.ReadAsync(Cancellation)).ToArray());
        Assert.True((await store.ReadStateAsync(Cancellation)).Checkpoint.IsEmpty);
    }

    /// <summary>That each root by itself fits is what makes it a fork; otherwise the test would show nothing.</summary>
    [Fact]
    public async Task Of_such_a_store_both_roots_can_be_computed_and_no_proof_joins_them()
    {
        var (store, kept) = await ForgeAsync();
        var before = RootOf(kept);
        var state = await store.ReadStateAsync(Cancellation);
        var prover = new TileReader(store, Now).Prover;

        Assert.Equal(before, await prover.ComputeRootAsync(Kept, Cancellation));
        Assert.Equal(state.Root, await prover.ComputeRootAsync(Now, Cancellation));
        Assert.False(await prover.ContinuesAsync(Kept, before, Now, state.Root, Cancellation));
    }

    private static TreeHash RootOf(byte[] checkpoint)
    {
        Assert.True(SignedNote.TryParse(checkpoint, out var note));
        Assert.True(CheckpointView.TryParse(note.Text, out var read));
        return read.Root;
    }

    private async Task<(ChangedStore Store, byte[] Kept)> ForgeAsync()
    {
        var (one, other) = (new InMemoryAuditStore(), new InMemoryAuditStore());
        var shared = Batches.Records(Shared).ToList();
        var ofOne = Batches.Records(Now - Shared, seed: 1).ToList();
        foreach (var (store, behind) in ((InMemoryAuditStore, List<byte[]>)[])[(one, ofOne), (other, [.. Batches.Records(Now - Shared, seed: 2)])])
        {
            await store.CommitAsync((await Batches.AcquireAsync(store, Cancellation)).Next([.. shared, .. behind]), Cancellation);
            await store.ReleaseAsync(Cancellation);
        }
        var frontier = new TreeFrontier();
        foreach (var record in shared.Concat(ofOne).Take(Kept))
            frontier.Append(TreeHasher.HashLeaf(record));
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        var left = await one.ReadAsync(TileAddress.Hashes(0, 1), Cancellation);
        var forged = new ChangedStore(other.Connect()) { Shows = (address, bytes) => !address.IsEntries && address is { Level: 0, Index: 1 } ? left[..(address.Width * TreeHash.Length)] : bytes };
        return (forged, new Checkpoint(TestLog.Origin, Kept, frontier.Root).Sign(signer));
    }
}
