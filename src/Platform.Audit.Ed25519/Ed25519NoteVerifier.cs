using NSec.Cryptography;
using Platform.Audit.Notes;

namespace Platform.Audit.Ed25519;

/// <summary>Verifies Ed25519 signatures (RFC 8032, signature type 0x01) over the text of a note, as Go's sumdb/note writes them.</summary>
public sealed class Ed25519NoteVerifier : NoteVerifier
{
    private readonly PublicKey _key;

    /// <summary>Verifies with a key.</summary>
    /// <param name="key">The key: 32 bytes.</param>
    /// <exception cref="ArgumentException">It is of another kind, or not 32 bytes.</exception>
    public Ed25519NoteVerifier(VerifierKey key)
        : base(key) => _key = Ed25519Keys.Import(key, NoteSignatureType.Ed25519);

    /// <summary>Verifies with a key in text.</summary>
    /// <param name="key"><c>name+id+base64</c>.</param>
    /// <returns>The verifier.</returns>
    /// <exception cref="FormatException">It is no verifier key.</exception>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public static Ed25519NoteVerifier Parse(string key) => new(VerifierKey.Parse(key));

    /// <inheritdoc />
    public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => SignatureAlgorithm.Ed25519.Verify(_key, text, signature);
}
