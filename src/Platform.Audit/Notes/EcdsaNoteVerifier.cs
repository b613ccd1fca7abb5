using System.Security.Cryptography;

namespace Platform.Audit.Notes;

/// <summary>Verifies ECDSA P-256 signatures with SHA-256 (signature type 0x02): DER over the text of the note.</summary>
public sealed class EcdsaNoteVerifier : NoteVerifier
{
    private readonly ECDsa _key;
    private readonly Lock _gate = new(); // the runtime does not promise that one ECDsa serves several threads

    /// <summary>Verifies with a key.</summary>
    /// <param name="key">The key, with a P-256 key in SubjectPublicKeyInfo.</param>
    /// <exception cref="ArgumentException">It is of another kind, or another curve.</exception>
    public EcdsaNoteVerifier(VerifierKey key)
        : base(key)
    {
        if (key.SignatureType != NoteSignatureType.Ecdsa)
            throw new ArgumentException($"The key signs with type 0x{key.SignatureType:x2}, not 0x02.", nameof(key));
        _key = EcdsaKeys.Import(key.PublicKey)
            ?? throw new ArgumentException("The key is not on P-256, or is not encoded as SubjectPublicKeyInfo.", nameof(key));
    }

    /// <summary>Verifies with a key in text.</summary>
    /// <param name="key"><c>name+id+base64</c>.</param>
    /// <returns>The verifier.</returns>
    /// <exception cref="FormatException">It is no verifier key.</exception>
    /// <exception cref="ArgumentException">It is of another kind, or another curve.</exception>
    public static EcdsaNoteVerifier Parse(string key) => new(VerifierKey.Parse(key));

    /// <inheritdoc />
    public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        try
        {
            lock (_gate)
                return _key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // not even DER
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
        base.Dispose(disposing);
    }
}
