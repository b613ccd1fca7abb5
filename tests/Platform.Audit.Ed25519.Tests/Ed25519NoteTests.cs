using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Ed25519.Tests;

public sealed class Ed25519NoteTests
{
    /// <summary>From Go's documentation of sumdb/note.</summary>
    private const string Note =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private const string Key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(at => (byte)at)];

    [Fact]
    public void A_note_that_go_signed_is_verified()
    {
        using var verifier = Ed25519NoteVerifier.Parse(Key);

        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(Note), out var note));
        Assert.Equal(NoteResult.Verified, note.Verify([verifier]));
    }

    [Fact]
    public void A_signer_makes_what_verifies_it()
    {
        using var log = new Ed25519NoteSigner("audit.example.com/log", Seed);
        using var witness = new Ed25519CosignatureSigner("witness.example.com", Seed, TimeProvider.System);
        var checkpoint = new Checkpoint("audit.example.com/log", 0, TreeHash.Empty).Sign(log, witness);
        using var logKey = log.CreateVerifier();
        using var witnessKey = witness.CreateVerifier();

        var policy = new CheckpointPolicy("audit.example.com/log", [logKey], [witnessKey], requiredWitnesses: 1);
        Assert.Equal(CheckpointResult.Verified, policy.Verify(checkpoint, out _));
    }

    [Fact]
    public void What_is_signed_is_verified_and_every_bit_counts()
    {
        using var signer = new Ed25519NoteSigner("example.com/log", Seed);
        using var verifier = Ed25519NoteVerifier.Parse(signer.Key.ToString());
        var bytes = SignedNote.Sign("a short text\n"u8, signer);

        Assert.Equal(bytes, SignedNote.Sign("a short text\n"u8, signer)); // Ed25519 has no chance in it
        for (var bit = -1; bit < bytes.Length * 8; bit++)
        {
            Flip(bytes, bit);
            Assert.Equal(bit < 0, SignedNote.TryParse(bytes, out var note) && note.Verify([verifier]) == NoteResult.Verified);
            Flip(bytes, bit);
        }
    }

    [Fact]
    public void The_same_key_has_another_id_under_another_name_and_as_a_witness()
    {
        using var first = new Ed25519NoteSigner("example.com/a", Seed);
        using var second = new Ed25519NoteSigner("example.com/b", Seed);
        using var witness = new Ed25519CosignatureSigner("example.com/a", Seed, TimeProvider.System);

        Assert.Equal(3, new[] { first.Key.Id, second.Key.Id, witness.Key.Id }.Distinct().Count());
        Assert.Equal(first.Key.PublicKey, witness.Key.PublicKey);
        Assert.StartsWith("example.com/a+", witness.Key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_of_other_lengths_are_wrong_and_do_not_throw()
    {
        using var signer = new Ed25519NoteSigner("example.com/log", Seed);
        using var verifier = new Ed25519NoteVerifier(signer.Key);
        for (var length = 0; length < 80; length++)
            Assert.False(verifier.Verify("text\n"u8, new byte[length]));
    }

    [Fact]
    public void Keys_of_another_kind_or_length_are_refused()
    {
        using var signer = new Ed25519NoteSigner("example.com/log", Seed);
        var witness = new VerifierKey("example.com/log", NoteSignatureType.Ed25519Cosignature, signer.Key.PublicKey);

        Assert.Throws<ArgumentException>(() => new Ed25519NoteVerifier(witness));
        Assert.Throws<ArgumentException>(() => new Ed25519CosignatureVerifier(signer.Key));
        Assert.Throws<ArgumentException>(() => new Ed25519NoteVerifier(new VerifierKey("a", NoteSignatureType.Ed25519, signer.Key.PublicKey[..31])));
        Assert.Throws<ArgumentException>(() => new Ed25519NoteSigner("a", Seed.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new Ed25519NoteSigner("a b", Seed));
        Assert.Throws<ArgumentException>(() => new Ed25519CosignatureSigner("a", [.. Seed, 0], TimeProvider.System));
        Assert.Throws<ArgumentNullException>(() => new Ed25519CosignatureSigner("a", Seed, null!));
    }

    [Fact]
    public void A_checkpoint_signed_with_both_algorithms_is_verified_by_either()
    {
        using var ed25519 = new Ed25519NoteSigner("example.com/log", Seed);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var ecdsa = new EcdsaNoteSigner("example.com/log", key);
        using var ofEd25519 = new Ed25519NoteVerifier(ed25519.Key);
        using var ofEcdsa = new EcdsaNoteVerifier(ecdsa.Key);
        var note = new Checkpoint("example.com/log", 0, TreeHash.Empty).Sign(ed25519, ecdsa);

        Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy("example.com/log", [ofEd25519]).Verify(note, out _));
        Assert.Equal(CheckpointResult.Verified, new CheckpointPolicy("example.com/log", [ofEcdsa]).Verify(note, out _));
    }

    private static void Flip(byte[] bytes, int bit)
    {
        if (bit >= 0)
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
    }
}
