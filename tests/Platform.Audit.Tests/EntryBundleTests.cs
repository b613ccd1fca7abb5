using FsCheck.Xunit;
using Platform.Audit.Tests.Reference;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Testing;

namespace Platform.Audit.Tests;

public sealed class EntryBundleTests
{
    [Property]
    public void Any_entries_come_back_and_a_cut_anywhere_is_noticed(byte[][] entries, ushort cut)
    {
        var bundle = Bundle(entries);
        var reader = new EntryBundle(bundle);
        foreach (var entry in entries)
        {
            Assert.True(reader.TryRead(out var read));
            Assert.Equal(entry, read);
        }
        Assert.True(reader.IsAtEnd);
        Assert.False(reader.TryRead(out _));

        var hashes = new TreeHash[entries.Length];
        Assert.True(EntryBundle.TryHash(bundle, hashes));
        Assert.Equal(entries.Select(entry => ReferenceTree.LeafHash(entry)), hashes);
        if (bundle.Length > 0)
            Assert.False(EntryBundle.TryHash(bundle.AsSpan(0, cut % bundle.Length), hashes));
        Assert.False(EntryBundle.TryHash([.. bundle, 0], hashes));
        Assert.False(EntryBundle.TryHash([.. bundle, 0, 0], hashes));
        Assert.False(EntryBundle.TryHash(bundle, new TreeHash[entries.Length + 1]));
    }

    [Property(MaxTest = 500)]
    public void Bytes_of_a_stranger_never_throw(byte[] bytes)
    {
        var reader = new EntryBundle(bytes);
        var read = 0;
        while (reader.TryRead(out var entry))
            read += 2 + entry.Length;

        Assert.True(read <= bytes.Length);
        Assert.Equal(read == bytes.Length, reader.IsAtEnd);
    }

    [Fact]
    [AllocationTestOf(typeof(EntryBundle), nameof(EntryBundle.TryHash))]
    public void Hashing_a_bundle_allocates_nothing()
    {
        var bundle = Bundle([.. Enumerable.Range(0, 16).Select(ReferenceTree.Record)]);
        var hashes = new TreeHash[16];
        AllocationMeter.AssertAllocatesNothing(() => EntryBundle.TryHash(bundle, hashes));
    }

    private static byte[] Bundle(byte[][] entries) => [.. entries.SelectMany(entry => (byte[])[(byte)(entry.Length >> 8), (byte)entry.Length, .. entry])];
}
