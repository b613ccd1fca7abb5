using System.Security.Cryptography;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Proofs;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tests.Reference;

/// <summary>A log with an ECDSA key, and what is made from it.</summary>
internal sealed class TestLog : IDisposable
{
    public const string Origin = "audit.example.com/test";

    private readonly List<IDisposable> _owned = [];

    public TestLog()
    {
        Writer = new TileWriter(Tiles);
        Signer = NewSigner(Origin);
    }

    public InMemoryTiles Tiles { get; } = new();

    public TileWriter Writer { get; }

    public EcdsaNoteSigner Signer { get; }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<TestLog> OfAsync(int records)
    {
        var log = new TestLog();
        for (var at = 0; at < records; at++)
            await log.Writer.AppendAsync(ReferenceTree.Record(at), Ending);
        await log.Writer.FlushAsync(Ending);
        return log;
    }

    public EcdsaNoteSigner NewSigner(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new EcdsaNoteSigner(name, key);
        _owned.Add(key);
        _owned.Add(signer);
        return signer;
    }

    public EcdsaNoteVerifier VerifierOf(NoteSigner signer)
    {
        var verifier = EcdsaNoteVerifier.Parse(signer.Key.ToString());
        _owned.Add(verifier);
        return verifier;
    }

    public CheckpointPolicy Policy() => new(Origin, [VerifierOf(Signer)]);

    public byte[] Checkpoint(params NoteSigner[] signers) =>
        new Checkpoint(Origin, Writer.Size, Writer.Root).Sign(signers is [] ? [Signer] : signers);

    public async Task<byte[]> ProofAsync(long index, byte[] checkpoint, byte[]? extra = null)
    {
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = await new TileReader(Tiles, Writer.Size).Prover.ProveInclusionAsync(index, Writer.Size, hashes, Ending);
        return TlogProof.Write(index, hashes.AsSpan(0, count), checkpoint, extra);
    }

    /// <summary>What the runtime's own ECDSA allocates for one verification here; it differs between platforms and is none of ours.</summary>
    public long BytesOfEcdsa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hash = SHA256.HashData("text"u8);
        var signature = key.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
        var least = long.MaxValue;
        for (var round = 0; round < 2_000; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (!verifier.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence))
                throw new InvalidOperationException("The runtime refuses its own signature.");
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    public void Dispose() => _owned.ForEach(each => each.Dispose());
}
