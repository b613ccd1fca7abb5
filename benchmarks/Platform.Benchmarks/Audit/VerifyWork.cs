using System.Security.Cryptography;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Benchmarks.Audit;

/// <summary>A log of 250,000 records verified as a whole, as tiles on two threads and as a chain, which only one can do.</summary>
internal sealed class VerifyWork
{
    private const int Count = 250_000;

    private readonly byte[] _records = AuditRecords.Make(Count);
    private readonly InMemoryTiles _tiles = new();
    private readonly byte[] _links = new byte[(Count + 1) * SHA256.HashSizeInBytes];
    private readonly byte[] _link = new byte[SHA256.HashSizeInBytes + AuditRecords.Length];
    private TreeHash _root;

    public static async ValueTask<VerifyWork> OfTreeAsync(CancellationToken cancellationToken)
    {
        var work = new VerifyWork();
        var writer = new TileWriter(work._tiles);
        for (var at = 0; at < Count; at++)
            await writer.AppendAsync(work._records.AsMemory(at * AuditRecords.Length, AuditRecords.Length), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        work._root = writer.Root;
        return work;
    }

    public static VerifyWork OfChain()
    {
        var work = new VerifyWork();
        for (var at = 0; at < Count; at++)
            work.HashLink(at, work._links.AsSpan((at + 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        return work;
    }

    public async ValueTask<bool> VerifyTreeAsync(CancellationToken cancellationToken) =>
        (await new TileVerifier(_tiles, Count, _root) { Parallelism = 2 }.VerifyAsync(cancellationToken)).IsIntact;

    public bool VerifyChain()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var at = 0; at < Count; at++)
        {
            HashLink(at, hash);
            if (!hash.SequenceEqual(_links.AsSpan((at + 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)))
                return false;
        }
        return true;
    }

    private void HashLink(int at, Span<byte> hash)
    {
        _links.AsSpan(at * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).CopyTo(_link);
        _records.AsSpan(at * AuditRecords.Length, AuditRecords.Length).CopyTo(_link.AsSpan(SHA256.HashSizeInBytes));
        SHA256.HashData(_link, hash);
    }
}
