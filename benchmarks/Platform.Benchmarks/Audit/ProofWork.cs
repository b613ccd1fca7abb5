using System.Security.Cryptography;
using Platform.Audit;
using Platform.Audit.Checkpoints;
using Platform.Audit.Ed25519;
using Platform.Audit.Notes;
using Platform.Audit.Proofs;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Benchmarks.Audit;

/// <summary>One record of a log of 70,000, proven from tiles in memory and verified.</summary>
internal sealed class ProofWork : IDisposable
{
    private const int Count = 70_000;
    private const int Index = 12_345;
    private const string Origin = "audit.example.com/bench";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly EcdsaNoteVerifier _ecdsaKey;
    private readonly Ed25519NoteVerifier _ed25519Key;
    private readonly CheckpointPolicy _ecdsa;
    private readonly CheckpointPolicy _ed25519;
    private readonly TreeProver _prover;
    private readonly TreeHash[] _hashes = new TreeHash[TreeProof.MaxLength];
    private readonly TreeHash _root;
    private readonly int _length;
    private readonly byte[] _record;
    private readonly byte[] _digest = SHA256.HashData("text"u8);
    private readonly byte[] _signature;
    private readonly byte[] _ecdsaProof;
    private readonly byte[] _ed25519Proof;

    public ProofWork()
    {
        var records = AuditRecords.Make(Count);
        var tiles = new InMemoryTiles();
        var writer = new TileWriter(tiles);
        for (var at = 0; at < Count; at++)
            Now(writer.AppendAsync(records.AsMemory(at * AuditRecords.Length, AuditRecords.Length)));
        Now(writer.FlushAsync());
        _root = writer.Root;
        _record = records[(Index * AuditRecords.Length)..((Index + 1) * AuditRecords.Length)];
        _prover = new TileReader(tiles, Count).Prover;
        _length = Prove();

        _signature = _key.SignHash(_digest, DSASignatureFormat.Rfc3279DerSequence);
        using var ecdsa = new EcdsaNoteSigner(Origin, _key);
        using var ed25519 = new Ed25519NoteSigner(Origin, RandomNumberGenerator.GetBytes(32));
        _ecdsaKey = new EcdsaNoteVerifier(ecdsa.Key);
        _ed25519Key = new Ed25519NoteVerifier(ed25519.Key);
        _ecdsa = new CheckpointPolicy(Origin, [_ecdsaKey]);
        _ed25519 = new CheckpointPolicy(Origin, [_ed25519Key]);
        _ecdsaProof = ProofSignedBy(ecdsa);
        _ed25519Proof = ProofSignedBy(ed25519);
    }

    public int Prove() => Now(_prover.ProveInclusionAsync(Index, Count, _hashes));

    public bool VerifyInclusion() => TreeProof.VerifyInclusion(Index, Count, TreeHasher.HashLeaf(_record), _hashes.AsSpan(0, _length), _root);

    public bool VerifyEcdsa() => AuditVerifier.TryVerify(_record, _ecdsaProof, _ecdsa);

    /// <summary>Only the signature, without reading what it is on.</summary>
    public bool VerifyBareEcdsa() => _key.VerifyHash(_digest, _signature, DSASignatureFormat.Rfc3279DerSequence);

    public bool VerifyEd25519() => AuditVerifier.TryVerify(_record, _ed25519Proof, _ed25519);

    public void Dispose()
    {
        _ecdsaKey.Dispose();
        _ed25519Key.Dispose();
        _key.Dispose();
    }

    private byte[] ProofSignedBy(NoteSigner signer) => TlogProof.Write(Index, _hashes.AsSpan(0, _length), new Checkpoint(Origin, Count, _root).Sign(signer));

    /// <summary>Everything is in memory, so nothing is waited for.</summary>
    private static T Now<T>(ValueTask<T> pending) => pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("It waits.");

    private static void Now(ValueTask pending)
    {
        if (!pending.IsCompletedSuccessfully)
            throw new InvalidOperationException("It waits.");
    }
}
